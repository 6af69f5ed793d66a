"""The commands of the desk at a site: check-in, doses, and who is sent home."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import click

from vaksin.application import Vaksin
from vaksin.application.site_desk import Arrival, DeskNote, Injection
from vaksin.bahasa.calendar_words import date_in_words
from vaksin.booking.attendance import CheckIn
from vaksin.booking.model import Booking
from vaksin.booking.words import hours_in_words
from vaksin.cli.connected import connected
from vaksin.cli.options import DAY, HOUR, session_argument, site_option, ticket_argument
from vaksin.cli.refusals import refusals
from vaksin.cli.words import session_at_site
from vaksin.eligibility.doses import NextDose
from vaksin.eligibility.screening import items_by_id

# What to do about each outcome; {sesi} is the ticket's session.
_REFUSED = {
    CheckIn.UNKNOWN_CODE: "kode tidak dikenal; periksa lagi hurufnya, atau cari di daftar hadir",
    CheckIn.ALREADY_ARRIVED: "sudah hadir sebelumnya; lanjutkan ke skrining",
    CheckIn.ALREADY_VACCINATED: "dosis untuk tiket ini sudah tercatat",
    CheckIn.OTHER_DAY: "jadwalnya hari lain: {sesi}; minta datang pada hari itu, atau daftarkan"
    " sebagai walk-in bila ada kursi",
    CheckIn.OTHER_SITE: "jadwalnya di tempat lain: {sesi}",
    CheckIn.TOO_EARLY: "pintu dibuka satu jam sebelum jadwal: {sesi}; minta menunggu",
    CheckIn.TOO_LATE: "sudah lewat dua jam dari jadwal: {sesi}; minta memilih jadwal baru",
    CheckIn.SESSION_CLOSED: "sesinya ditutup: {sesi}; daftarkan sebagai walk-in di sesi lain",
    CheckIn.NOT_CONFIRMED: "kursinya belum dipastikan lewat WhatsApp; minta membalas Ya, atau"
    " daftarkan sebagai walk-in",
    CheckIn.CANCELLED: "tiket ini sudah batal; daftarkan sebagai walk-in bila ada kursi",
    CheckIn.SEAT_GONE: "kursinya sudah diberikan dan tidak ada yang kosong; tawarkan sesi lain",
    CheckIn.NEWER_TICKET: "ada tiket yang lebih baru untuk orang ini; minta menunjukkan yang itu",
    CheckIn.POSTPONED: "sudah ditunda; bila hari ini jadi boleh, ulangi dengan --again",
    CheckIn.REFUSED: "tercatat menolak; bila hari ini berubah pikiran, ulangi dengan --again",
}
_NOTES = {
    DeskNote.COMPARE_KTP: "NIK ini didaftarkan dua kali: bandingkan nama dan tanggal lahir dengan"
    " KTP",
    DeskNote.UNVERIFIED: "identitas belum terverifikasi: lihat KTP",
    DeskNote.NOT_FOUND: "NIK tidak ditemukan di data kependudukan: lihat KTP",
    DeskNote.MISMATCH: "nama atau tanggal lahir tidak cocok dengan data kependudukan: lihat KTP",
}


@click.command("check-in")
@ticket_argument
@site_option()
@click.option("--again", is_flag=True, help="Let somebody in who was postponed or refused today.")
def check_in(code: str, site_id: str | None, again: bool) -> None:
    """Let somebody in by the code of their ticket, typed or scanned."""
    programme = connected()
    arrival = programme.site_desk.check_in(code, site_id, again=again)
    booking = arrival.booking
    if arrival.outcome is not CheckIn.ARRIVED or booking is None or arrival.person is None:
        session = session_at_site(booking.session) if booking else ""
        sys.exit(f"✗ {_REFUSED[arrival.outcome].format(sesi=session)}")
    hours = hours_in_words(booking.session)
    click.echo(f"✓ hadir: {arrival.person.name}, dosis ke-{booking.dose}, sesi {hours}")
    for note in _to_check(programme, arrival, booking):
        click.echo(f"  PERIKSA: {note}")


@click.command()
@ticket_argument
@click.option("--vaccine", "vaccine_id", metavar="VAKSIN", required=True, help="Its id.")
@click.option("--batch", metavar="BATCH", required=True, help="The number on the vial.")
@click.option("--time", "hour", metavar="JAM", type=HOUR, help="When; now if it is not given.")
def dose(code: str, vaccine_id: str, batch: str, hour: time | None) -> None:
    """Record the dose of somebody who was checked in."""
    programme = connected()
    with refusals():
        ticket = programme.site_desk.ticket(code)
        injection = Injection(vaccine_id, batch, _moment(programme, ticket, hour))
        given = programme.site_desk.record_dose(code, injection)
    click.echo(f"✓ dosis ke-{given.booking.dose} tercatat ({vaccine_id})")
    if isinstance(given.following, NextDose):
        day = date_in_words(given.following.earliest)
        click.echo(f"  dosis berikutnya (ke-{given.following.number}) mulai {day}")
    else:
        click.echo("  tidak ada dosis berikutnya menurut aturan hari ini")
    _tell_observation(programme, ticket)


@click.command("correct-batch")
@ticket_argument
@click.option("--batch", metavar="BATCH", required=True, help="The number on the vial.")
def correct_batch(code: str, batch: str) -> None:
    """Write another batch for a dose that was recorded today."""
    with refusals():
        connected().site_desk.correct_batch(code, batch)
    click.echo("✓ batch diperbaiki")


@click.command()
@ticket_argument
@click.option("--until", metavar="TANGGAL", type=DAY, required=True, help="First day to return.")
def postpone(code: str, until: date) -> None:
    """Send somebody home who may come again on a day; their seat is free."""
    with refusals():
        connected().site_desk.postpone(code, until)
    click.echo(f"✓ ditunda sampai {date_in_words(until)}; kursinya bebas")


@click.command()
@ticket_argument
def refuse(code: str) -> None:
    """Record that somebody at the desk does not want the vaccine; their seat is free."""
    with refusals():
        connected().site_desk.refuse(code)
    click.echo("✓ tercatat menolak; kursinya bebas")


@click.command("release-absent")
@session_argument
def release_absent(session_id: str) -> None:
    """Free the seats of those who have not come, for people who walk in."""
    with refusals():
        absent = connected().site_desk.release_absent(session_id)
    click.echo(f"✓ {len(absent)} kursi dilepas untuk yang datang langsung")


def _to_check(programme: Vaksin, arrival: Arrival, booking: Booking) -> list[str]:
    labels: Mapping[str, str] = {
        id_: item.label for id_, item in items_by_id(programme.content).items()
    }
    answers = [f"jawaban skrining: {labels.get(id_, id_)}" for id_ in booking.screening.answers]
    return [*(_NOTES[note] for note in arrival.notes), *answers]


def _moment(programme: Vaksin, ticket: Booking, hour: time | None) -> datetime:
    if hour is None:
        return programme.clock.now()
    zone = ZoneInfo(ticket.session.site.timezone)
    return datetime.combine(ticket.session.local_date, hour, zone)


def _tell_observation(programme: Vaksin, ticket: Booking) -> None:
    rule = programme.service.observation_on(ticket.session.local_date)
    if rule:
        click.echo(f"  observasi {rule.minutes} menit")
