"""``python -m worker rotate-keys``: seals everything with the newest of the data keys."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Collection

import click

from vaksin.application.rotation import RotationService
from vaksin.privacy.keys import WrongHashKey
from vaksin.sheets.table import Column, Table
from worker.composition import composed, database_at_hand, prepare


@click.command("rotate-keys")
@database_at_hand()
def rotate_keys() -> None:
    """Seal everything with the newest key; what was cut off is gone on with.

    Exit code 1 if something could not be opened with any of the keys.
    """
    programme = composed()
    prepare(programme)
    service = programme.rotation
    try:
        service.check_hash_key()
    except WrongHashKey as error:
        sys.exit(f"✗ {error}")
    outdated = service.outdated()
    resealed, unreadable = _reseal(service, sum(outdated.values()))
    rows = [(name, resealed[name], unreadable[name]) for name in outdated]
    columns = tuple(map(Column, ("Tabel", "Disegel ulang", "Tidak terbaca")))
    click.echo(Table("Kunci", columns, rows).as_text())
    _say_what_may_go(service.unused())
    click.echo(
        f"Versi {programme.keys.hashing} adalah kunci pencarian dan tidak boleh dihapus;"
        f" versi {programme.keys.newest} menyegel data baru."
    )
    if any(unreadable.values()):
        sys.exit("✗ ada yang tidak terbaca: kuncinya tidak ada lagi di VAKSIN_DATA_KEYS")


def _reseal(service: RotationService, expected: int) -> tuple[Counter[str], Counter[str]]:
    resealed: Counter[str] = Counter()
    unreadable: Counter[str] = Counter()
    with click.progressbar(length=expected, label="menyegel", file=sys.stderr) as bar:
        for name, batch in service.reseal():
            resealed[name] += batch.resealed
            unreadable[name] += batch.unreadable
            bar.update(batch.resealed + batch.unreadable)
    return resealed, unreadable


def _say_what_may_go(unused: Collection[int]) -> None:
    if not unused:
        click.echo("Belum ada kunci yang boleh dihapus dari VAKSIN_DATA_KEYS.")
        return
    versions = ", ".join(map(str, sorted(unused)))
    click.echo(f"Tidak dipakai lagi dan boleh dihapus dari VAKSIN_DATA_KEYS: versi {versions}.")
