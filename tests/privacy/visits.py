"""Conversations of every kind, in which citizens tell what must be left nowhere."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import requests
from sqlalchemy import text

from simulator.envelopes import SIGNATURE_HEADER, signature
from tests.e2e.journey import ticket_code
from tests.e2e.phone import Phone
from tests.e2e.running import Product
from tests.people import nik_number
from tests.privacy import markers
from tests.privacy.markers import Marker
from vaksin.bahasa.calendar_words import date_in_words
from vaksin.clock import SystemClock, today_in

ANSWER_SECONDS = 10
SITE = "Puskesmas Tebet"
HOME = f"{markers.ADDRESS} Tebet, Jakarta Selatan"
# This site has no sessions on Sundays, until an operator adds some.
ONE_SEAT = ("JKT-KEBAYORANBARU-01", "puskesmas kebayoran baru")
_SUNDAY = 6
_TROUBLED_SECONDS = 1.5
WEBHOOK = "/webhooks/whatsapp/webhook"


@dataclass
class Visits:
    """What was told to one product, and what its servers answered to wrong requests."""

    product: Product
    folder: Path
    answers: list[bytes] = field(default_factory=list)
    planted: list[Marker] = field(default_factory=list)
    _niks: Iterator[str] = field(default_factory=lambda: iter(markers.niks(40)))
    _numbers: Iterator[int] = field(default_factory=lambda: iter(range(628993710001, 628993710040)))

    def __post_init__(self) -> None:
        """Plant what everybody tells."""
        for name in (markers.NAME, markers.MOTHER, markers.CHANGED_NAME):
            self.planted += markers.of_text("name", name)
        for day in (markers.BORN, markers.MOTHERS_BIRTH):
            self.planted += markers.of_day("birth date", day)
        for kind, words in (
            ("free text", markers.WORDS),
            ("health answer", markers.SYMPTOMS),
            ("address", markers.ADDRESS),
            ("caption", markers.CAPTION),
            ("malformed call", markers.JUNK),
        ):
            self.planted += markers.of_text(kind, words)
        self.planted += [Marker("location", str(degrees)) for degrees in markers.PLACE]

    # ---- who and what ------------------------------------------------------------------------

    def phone(self) -> Phone:
        """Return the phone of somebody who never wrote."""
        number = str(next(self._numbers))
        self.planted.append(Marker("phone", number))
        self.planted.append(Marker("phone", f"0{number[2:]}"))
        return Phone(self.product, number)

    def nik(self) -> str:
        """Return the NIK of somebody who is not registered yet."""
        return self._plant_nik(next(self._niks))

    def mothers_nik(self) -> str:
        """Return the NIK of somebody's mother."""
        return self._plant_nik(nik_number(markers.FIRST_SERIAL, markers.MOTHERS_BIRTH))

    def _plant_nik(self, nik: str) -> str:
        self.planted.append(Marker("NIK", nik))
        return nik

    # ---- what citizens want ------------------------------------------------------------------

    def family(self) -> None:
        """Register oneself question by question and a relative, mend the data, and cancel."""
        phone = self.phone()
        for words in ("daftar vaksin", "setuju", self.nik(), markers.NAME, in_words(markers.BORN)):
            phone.types(words)
        phone.types("belum pernah")
        phone.types(HOME)
        phone.taps("Lainnya")
        phone.types(markers.SYMPTOMS)
        phone.taps("Tidak ada")
        phone.taps(SITE)
        phone.taps(phone.offered[0])
        phone.taps("Ya, daftarkan")
        phone.types("nama saya salah tulis")
        phone.types(markers.CHANGED_NAME)
        phone.taps("Ya, benar")
        self.relative(phone)
        phone.types("batal jadwal")
        phone.taps("Ya, batalkan")

    def relative(self, phone: Phone) -> None:
        """Register one's mother, and leave the choice of a seat for later."""
        phone.types(f"daftarkan ibu saya nik {self.mothers_nik()}")
        phone.taps("Setuju")
        phone.types(markers.MOTHER)
        phone.types(in_words(markers.MOTHERS_BIRTH))
        phone.taps("Ya, setuju")
        phone.types("belum pernah")
        phone.types(HOME)
        phone.taps("Tidak ada")
        phone.taps("Jadwal nanti")
        phone.taps("Ya, daftarkan")

    def linking(self) -> None:
        """Let another number see a ticket by its code and NIK, and two numbers dispute a NIK."""
        owner, daughter, stranger = self.phone(), self.phone(), self.phone()
        nik = self.nik()
        code = self.registers(owner, nik)
        daughter.types(f"ini kode tiket ibu saya {code}")
        daughter.taps("Setuju")
        daughter.types(nik)
        self.registers(stranger, nik)
        stranger.types("bukan orang saya")
        stranger.types(f"{markers.WORDS} ubah jadwal")

    def officer(self) -> None:
        """Complain to an officer, and tell of a reaction to the vaccine."""
        phone = self.phone()
        phone.types(f"saya mau bicara dengan petugas, keluhan {markers.WORDS} nik {self.nik()}")
        phone.types(f"setelah disuntik saya {markers.SYMPTOMS} bengkak")
        phone.types(f"{markers.SYMPTOMS} tiga hari")

    def home_visit(self) -> None:
        """Ask for a visit at home, and leave a case without NIK to an officer."""
        phone = self.phone()
        phone.types("ibu saya tidak bisa jalan, bisa petugas datang ke rumah?")
        phone.taps("Setuju")
        phone.types(markers.MOTHER)
        phone.types(HOME)
        phone.types(f"jalan {markers.ADDRESS} nomor 7")
        phone.types(f"stroke, {markers.SYMPTOMS}")
        phone.types("saya belum punya NIK")
        phone.types(markers.NAME)
        phone.types(HOME)

    def talk(self) -> None:
        """Ask, say nonsense, send a picture with words and a place, and try commands."""
        phone = self.phone()
        phone.types("bayar ga sih vaksinnya?")
        phone.types(f"{markers.WORDS} {markers.WORDS}")
        phone.types(f"/daftar{json.dumps({'nama': markers.WORDS})}")
        phone.sends("image", caption=f"{markers.CAPTION} {markers.WORDS}")
        phone.types("daftar vaksin")
        phone.taps("Setuju")
        phone.types(f"{self.nik()} {markers.WORDS}")
        phone.shares_location(*markers.PLACE)

    def erasure(self) -> None:
        """Register and ask for the data to be erased."""
        phone = self.phone()
        self.registers(phone, self.nik())
        phone.types("hapus data saya")
        phone.taps("Ya, hapus")
        phone.types(f"{markers.WORDS} cek jadwal")

    def waiting(self) -> None:
        """Wait for the only seat of a session, and be offered it when it falls free."""
        first, second = self.phone(), self.phone()
        day = date_in_words(self.add_session_with_one_seat())
        self.tells_all(first, self.nik())
        self.asks_for(first, day)
        first.taps(first.offered[0])
        first.taps("Ya, daftarkan")
        self.tells_all(second, self.nik())
        self.asks_for(second, day)
        second.taps("Antre Min")
        second.taps("Ya, daftarkan")
        first.types("batal jadwal")
        first.taps("Ya, batalkan")
        second.awaits_answer()

    # ---- what they have in common ------------------------------------------------------------

    def tells_all(self, phone: Phone, nik: str) -> None:
        """Tell who registers in one message, up to the question for a site."""
        born = in_words(markers.BORN)
        phone.types(f"daftar vaksin, saya {markers.NAME} nik {nik} lahir {born}")
        phone.taps("Setuju")
        phone.types("belum pernah")
        phone.types(HOME)
        phone.taps("Lainnya")
        phone.taps("Tidak ada")

    def registers(self, phone: Phone, nik: str) -> str:
        """Register for the first seat at the nearest site; return the code of the ticket."""
        self.tells_all(phone, nik)
        phone.taps(phone.offered[0])
        phone.taps(phone.offered[0])
        return ticket_code(phone.taps("Ya, daftarkan"))

    def asks_for(self, phone: Phone, day: str) -> None:
        """Name the site and the day of the session with one seat."""
        phone.types(ONE_SEAT[1])
        phone.types(day)

    def add_session_with_one_seat(self) -> date:
        """Let an operator import a session of a Sunday, on which the site has no other."""
        today = today_in(SystemClock())
        day = today + timedelta(days=(_SUNDAY - today.weekday() - 1) % 7 + 1)
        sheet = self.folder / "sesi.csv"
        sheet.write_text(
            "site_id;date;from;until;vaccine;capacity\n"
            f"{ONE_SEAT[0]};{day};08.00;10.00;indovac;1\n",
            "utf-8",
        )
        self.product.command("sessions", "import", str(sheet))
        return day

    # ---- what fails --------------------------------------------------------------------------

    def failures(self) -> None:
        """Let every part fail in the middle of what it does for a citizen."""
        self.failing_action()
        self.failing_turn()
        self.failing_actions_server()
        self.failing_gate()
        self.failing_graph()
        self.malformed_calls()
        self.wrong_requests()

    def failing_action(self) -> None:
        """Take the people away while somebody asks for theirs."""
        phone = self.phone()
        phone.types("halo")
        with self.without_table("persons"):
            phone.types(f"cek jadwal {markers.NAME} nik {self.nik()}")

    def failing_turn(self) -> None:
        """Take the conversations away while one goes on."""
        phone = self.phone()
        phone.types("halo")
        with self.without_table("dialogue_memories"):
            self.says_unanswered(phone, f"{markers.WORDS} nik {self.nik()}")
            time.sleep(_TROUBLED_SECONDS)
        phone.awaits_answer()

    def failing_actions_server(self) -> None:
        """End the action server while the bot calls it."""
        phone = self.phone()
        self.product.kill("actions")
        self.says_unanswered(phone, f"cek jadwal {markers.NAME} nik {self.nik()}")
        time.sleep(_TROUBLED_SECONDS)
        self.product.start_again("actions", f"{self.product.url_of('actions')}/health")
        phone.awaits_answer()

    def failing_gate(self) -> None:
        """Take the inbox away while Meta calls; it comes again."""
        phone = self.phone()
        with self.without_table("whatsapp_inbox"):
            self.says_unanswered(phone, f"{markers.WORDS} nik {self.nik()}")
            time.sleep(_TROUBLED_SECONDS)
        phone.awaits_answer()

    def failing_graph(self) -> None:
        """Let Meta refuse what the bot sends to a number, for good."""
        phone = self.phone()
        rule = {"code": 131026, "times": 1, "number": phone.number}
        address = f"{self.product.phones_url}/control/troubles"
        requests.put(address, json={"errors": [rule]}, timeout=ANSWER_SECONDS).raise_for_status()
        self.says_unanswered(phone, f"{markers.WORDS} nik {self.nik()}")
        time.sleep(_TROUBLED_SECONDS)
        requests.put(address, json={}, timeout=ANSWER_SECONDS).raise_for_status()

    def malformed_calls(self) -> None:
        """Send what is signed by Meta and cannot be read, and what is not signed."""
        told = f"{markers.JUNK} {self.nik()} {markers.NAME}"
        item = {"from": {"nomor": told}, "id": [told], "type": told, "text": told}
        value = {"messaging_product": told, "messages": [item], "statuses": [told]}
        call = {"object": told, "entry": [{"changes": [{"field": "messages", "value": value}]}]}
        bodies = [told.encode(), json.dumps({"entry": told}).encode(), json.dumps(call).encode()]
        for part in ("gate", "bot"):
            for body in bodies:
                for secret in (self.product.environment["WHATSAPP_APP_SECRET"], "salah"):
                    headers = {SIGNATURE_HEADER: signature(secret, body)}
                    self.asks("POST", part, WEBHOOK, data=body, headers=headers)

    def wrong_requests(self) -> None:
        """Ask every server in ways that end in an error, with values that are told."""
        told = f"{markers.JUNK} {self.nik()}"
        secret = {"x-vaksin-secret": self.product.environment["ACTIONS_SECRET"]}
        tracker = {"sender_id": "a1", "slots": {"nama": markers.NAME}, "latest_message": told}
        calls = [
            told.encode(),
            json.dumps({"next_action": told, "tracker": tracker, "domain": {}}).encode(),
            json.dumps({"next_action": "action_cek_jadwal", "tracker": tracker}).encode(),
            json.dumps({"next_action": "action_cek_jadwal", "tracker": told}).encode(),
            json.dumps([told]).encode(),
        ]
        for body in calls:
            self.asks("POST", "actions", "/webhook", data=body, headers=secret)
            self.asks("POST", "actions", "/webhook", data=body)
        for part in ("gate", "bot", "actions"):
            for path in (f"/{told}", f"{WEBHOOK}?hub.verify_token={told}", f"/health/{told}"):
                for method in ("GET", "POST", "PUT", "DELETE"):
                    self.asks(method, part, path)

    # ---- how it is done ----------------------------------------------------------------------

    def asks(self, method: str, part: str, path: str, **content: object) -> None:
        """Make a request and keep what is answered, headers and all."""
        url = self.product.url_of(part) + path
        answer = requests.request(method, url, timeout=ANSWER_SECONDS, **content)
        self.answers.append(str(answer.headers).encode() + answer.content)

    def says_unanswered(self, phone: Phone, words: str) -> None:
        """Send a text without waiting for what comes of it."""
        url = f"{self.product.phones_url}/phone/{phone.number}/send"
        body = {"type": "text", "text": words}
        requests.post(url, json=body, timeout=ANSWER_SECONDS).raise_for_status()

    @contextmanager
    def without_table(self, name: str) -> Iterator[None]:
        """Take a table away for a moment, as a failed migration would."""
        self._execute(f"ALTER TABLE {name} RENAME TO {name}_gone")
        try:
            yield
        finally:
            self._execute(f"ALTER TABLE {name}_gone RENAME TO {name}")

    def _execute(self, statement: str) -> None:
        with self.product.database.begin() as connection:
            connection.execute(text(statement))


def in_words(day: date) -> str:
    """Return a day as a citizen types it."""
    return date_in_words(day).split(", ")[-1]


KINDS: tuple[Callable[[Visits], None], ...] = (
    Visits.family,
    Visits.waiting,
    Visits.linking,
    Visits.home_visit,
    Visits.talk,
    Visits.erasure,
    Visits.officer,
)
AT_ONCE = 4


def visit(visits: Visits) -> None:
    """Let all kinds of citizens talk, several at once, and then everything fail that can."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for ended in [pool.submit(kind, visits) for kind in KINDS]:
            ended.result()
    visits.failures()
