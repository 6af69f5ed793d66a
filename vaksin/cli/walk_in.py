"""``python -m vaksin walk-in``: somebody comes without an appointment."""

from __future__ import annotations

import click

from vaksin.application import Applicant, Vaksin
from vaksin.application.site_desk import WalkIn
from vaksin.bahasa.names import read_name
from vaksin.bahasa.phones import find_phones
from vaksin.cli.connected import connected
from vaksin.cli.options import DAY, session_argument
from vaksin.cli.refusals import refusals
from vaksin.eligibility.course import GivenDose
from vaksin.identity.nik import InvalidNik, Nik, read_nik
from vaksin.identity.regions import Level
from vaksin.people.model import SELF

_GROUP = "lainnya"


@click.command("walk-in")
@session_argument
@click.option("--group", "group_id", metavar="KELOMPOK", default=_GROUP, help="Priority group.")
@click.option(
    "--earlier",
    metavar="VAKSIN:TANGGAL",
    multiple=True,
    help="A dose had before, such as sinovac:2021-03-06; once for each, the first one first.",
)
@click.option("--give-up-other-seat", is_flag=True, help="Free the seat they have elsewhere.")
def walk_in(
    session_id: str, group_id: str, earlier: tuple[str, ...], give_up_other_seat: bool
) -> None:
    """Give somebody without an appointment a seat in a session that is on, and let them in.

    What the KTP says is asked for, so that it stays out of the list of commands.
    """
    programme = connected()
    known = {group.id for group in programme.groups(programme.today)}
    if group_id not in known:
        raise click.BadParameter(
            f"pilih salah satu: {', '.join(sorted(known))}", param_hint="group"
        )
    history = tuple(_given_dose(number, text) for number, text in enumerate(earlier, start=1))
    _check_vaccines(programme, history)
    nik = click.prompt("NIK", value_proc=lambda text: _nik(text, programme))
    name = click.prompt("Nama sesuai KTP", value_proc=_name)
    born = click.prompt("Tanggal lahir (1990-12-31 atau 31/12/1990)", type=DAY)
    district_code = click.prompt(
        "Kode kecamatan tempat tinggal",
        default=_known_district(nik, programme),
        value_proc=lambda text: _district(text, programme),
    )
    phone = click.prompt("Nomor HP (boleh kosong)", default="", value_proc=_phone)
    flags = nik.flags(programme.regions, programme.today) | nik.flags_with(born, programme.today)
    applicant = Applicant(
        nik=nik,
        name=name,
        birth_date=born,
        district_code=district_code,
        group_id=group_id,
        relation=SELF,
        flags=frozenset(flag.value for flag in flags),
        history=history,
    )
    person = WalkIn(applicant, phone, gives_up_other_seat=give_up_other_seat)
    with refusals():
        booking = programme.site_desk.walk_in(person, session_id)
    click.echo(f"✓ hadir, dosis ke-{booking.dose}; kode tiket {booking.ticket_code}")


def _given_dose(number: int, text: str) -> GivenDose:
    vaccine_id, _, day = text.partition(":")
    return GivenDose(number, vaccine_id.strip(), DAY.convert(day.strip(), None, None))


def _check_vaccines(programme: Vaksin, history: tuple[GivenDose, ...]) -> None:
    unknown = [dose.number for dose in history if dose.vaccine_id not in programme.vaccines]
    if unknown:
        known = ", ".join(sorted(programme.vaccines))
        raise click.BadParameter(f"vaksin dikenal: {known}", param_hint="earlier")


def _nik(text: str, programme: Vaksin) -> Nik:
    try:
        return read_nik(text, programme.regions)
    except InvalidNik:
        raise click.UsageError("bukan NIK yang mungkin; periksa 16 angkanya di KTP") from None


def _name(text: str) -> str:
    reading = read_name(text)
    if reading.problem:
        raise click.UsageError("nama tidak terbaca; tulis seperti di KTP")
    return reading.name


def _known_district(nik: Nik, programme: Vaksin) -> str | None:
    known = programme.regions.get(nik.district_code)
    return known.code if known else None


def _district(text: str, programme: Vaksin) -> str:
    known = programme.regions.get(text.strip())
    if known is None or known.level is not Level.DISTRICT:
        raise click.UsageError("bukan kode kecamatan; contohnya 31.74.01")
    return known.code


def _phone(text: str) -> str | None:
    if not text.strip():
        return None
    found = find_phones(text)
    if len(found) != 1:
        raise click.UsageError("bukan satu nomor HP Indonesia; contohnya 0812-0000-1234")
    return found[0].number
