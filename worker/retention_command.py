"""``python -m worker retention``: deletes what is older than it may be, and says how much."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping

import click

from vaksin.application.retention import RetentionService
from vaksin.privacy.keeping import DataKind
from vaksin.sheets.table import Column, Table
from worker.composition import composed, database_at_hand, prepare

_WORDS: Mapping[DataKind, str] = {
    DataKind.INCOMING: "pesan masuk",
    DataKind.OUTGOING: "pesan keluar",
    DataKind.DEAD_LETTER: "pesan yang gagal diproses",
    DataKind.CONVERSATION: "arsip percakapan",
    DataKind.NOTICE: "kabar untuk warga",
    DataKind.PERFORMED_REQUEST: "catatan permintaan yang sudah dikerjakan",
    DataKind.LIMITED_ACT: "hitungan NIK yang dicoba",
    DataKind.DRAFT: "pendaftaran yang belum selesai",
    DataKind.OFFICER_REQUEST: "permintaan kepada petugas yang sudah ditutup",
    DataKind.ERASURE_RECEIPT: "bukti penghapusan",
    DataKind.ACCESS_RECORD: "catatan akses petugas",
    DataKind.CAMPAIGN: "kampanye, pesan di luar percakapan, dan nomor tanpa percakapan",
}


@click.command()
@click.option("--dry-run", is_flag=True, help="Only tell what would be deleted.")
def retention(dry_run: bool) -> None:
    """Delete what is older than content/service.yml lets it be."""
    programme = composed()
    service = programme.retention
    with database_at_hand():
        prepare(programme)
        old = service.count_old()
        counts = old if dry_run else _forget(service, sum(old.values()))
    click.echo(_table(service, counts, "Akan dihapus" if dry_run else "Dihapus").as_text())
    if dry_run:
        click.echo("ini baru rencana, belum ada yang dihapus; jalankan lagi tanpa --dry-run")


def _forget(service: RetentionService, expected: int) -> Counter[DataKind]:
    counts: Counter[DataKind] = Counter()
    with click.progressbar(length=expected, label="menghapus", file=sys.stderr) as bar:
        for kind, deleted in service.forget_old():
            counts[kind] += deleted
            bar.update(deleted)
    return counts


def _table(service: RetentionService, counts: Mapping[DataKind, int], counted: str) -> Table:
    days = service.retention.days
    rows = [(_WORDS[kind], f"{days[kind]} hari", counts.get(kind, 0)) for kind in DataKind]
    return Table("Masa simpan", tuple(map(Column, ("Data", "Disimpan", counted))), rows)
