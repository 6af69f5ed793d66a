"""Registration from the first word to the ticket, over the webhook of the running product."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date

import pytest
import requests

from simulator.envelopes import SIGNATURE_HEADER, message_envelope, signature
from tests.e2e.journey import DAY, NAME, SITE, register, ticket_code, typed_answers, walk_to
from tests.e2e.phone import Phone
from tests.people import nik_number
from tests.unit.vaksin.booking.qr import read_qr
from vaksin.booking.tickets import QR_BORDER, QR_SCALE, TICKET_PREFIX
from vaksin.identity.nik import Sex

pytestmark = pytest.mark.e2e

MOST_MESSAGES_BY_TAPS = 12
MOST_MESSAGES_AT_ONCE = 6
TEBET = (-6.2263, 106.8467)
HOUR = re.compile(r"pukul \d\d\.\d\d")
NOT_REGISTERED = "Belum ada yang terdaftar"


# ---- the ways to register ---------------------------------------------------------------------


def test_who_taps_gets_a_ticket_within_twelve_messages(phone: Phone, nik: str) -> None:
    ticket = register(phone, nik)
    assert "Tiket vaksinasi" in ticket
    assert NAME in ticket
    assert SITE in ticket
    assert phone.bot_messages <= MOST_MESSAGES_BY_TAPS


def test_who_tells_all_at_once_gets_a_ticket_within_six_messages(phone: Phone, nik: str) -> None:
    phone.types(f"sy siti nik {nik} lahir 5 jan 90 mau {DAY.lower()} pagi di tebet")
    phone.taps("Setuju")
    phone.types("belum pernah")
    phone.taps("Lainnya")
    summary = phone.taps("Tidak ada")
    ticket = phone.taps("Ya, daftarkan")
    assert "5 Januari 1990" in summary
    assert "Siti" in ticket
    assert DAY in ticket
    assert SITE in ticket
    assert phone.bot_messages <= MOST_MESSAGES_AT_ONCE


def test_who_types_every_answer_in_slang_gets_a_ticket(phone: Phone, nik: str) -> None:
    typed = typed_answers(nik)
    for text in typed:
        phone.types(text)
    assert "Tiket vaksinasi" in phone.last_text
    assert DAY in phone.last_text
    assert phone.bot_messages == len(typed)


def test_given_a_typed_button_title_at_the_summary_then_it_counts_as_tapped(
    phone: Phone, nik: str
) -> None:
    walk_to(phone, nik, "konfirmasi")
    assert "Tiket vaksinasi" in phone.types("ya, daftarkan")


def test_given_a_shared_location_as_home_then_the_nearest_districts_are_offered(
    phone: Phone, nik: str
) -> None:
    walk_to(phone, nik, "alamat")
    phone.shares_location(*TEBET)
    assert "Tebet" in phone.offered
    phone.taps("Tebet")
    phone.taps("Lainnya")
    phone.taps("Tidak ada")
    assert phone.offered[0] == SITE
    phone.taps(SITE)
    assert "Alamat: Tebet, Kota Jakarta Selatan" in phone.taps(phone.offered[0])


def test_the_image_of_the_ticket_is_a_qr_code_of_its_code(phone: Phone, nik: str) -> None:
    ticket = register(phone, nik)
    assert read_qr(phone.last_image, QR_SCALE, QR_BORDER) == TICKET_PREFIX + ticket_code(ticket)


# ---- digressions ------------------------------------------------------------------------------


@pytest.mark.parametrize("question", ["riwayat", "kelompok", "faskes"])
def test_given_an_faq_at_a_question_with_choices_then_one_message_answers_and_asks_again(
    phone: Phone, nik: str, question: str
) -> None:
    asked = walk_to(phone, nik, question)
    offered, before = phone.offered, phone.bot_messages
    answer = phone.types("bayar ga sih vaksinnya?")
    assert "gratis" in answer
    assert answer.endswith(asked)
    assert phone.offered == offered
    assert phone.bot_messages == before + 1


@pytest.mark.parametrize("question", ["nik", "nama", "alamat"])
def test_given_an_faq_at_a_question_without_choices_then_one_message_answers_and_asks_again(
    phone: Phone, nik: str, question: str
) -> None:
    asked = walk_to(phone, nik, question)
    before = phone.bot_messages
    answer = phone.types("bayar ga sih vaksinnya?")
    assert "gratis" in answer
    assert answer.endswith(asked)
    assert phone.offered == []
    assert phone.bot_messages == before + 1


def test_given_the_menu_in_the_middle_then_no_list_is_promised_that_cannot_be_opened(
    phone: Phone, nik: str
) -> None:
    asked = walk_to(phone, nik, "riwayat")
    answer = phone.types("menu")
    assert answer.endswith(asked)
    assert "Pilih dari daftar" not in answer or "Cek jadwal saya" in phone.offered


def test_given_batal_in_the_middle_then_nothing_is_registered_and_one_can_go_on_later(
    phone: Phone, nik: str
) -> None:
    walk_to(phone, nik, "alamat")
    assert "berhenti di sini" in phone.types("batal")
    assert NOT_REGISTERED in phone.types("cek jadwal")
    assert "Lanjutkan pendaftaran" in phone.types("daftar")
    assert "tinggal" in phone.taps(NAME)


# ---- wrong NIKs -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spoil", "explanation"),
    [
        pytest.param(lambda nik: nik[:15], "baru 15 angka", id="15 digits"),
        pytest.param(lambda nik: nik + "1", "17 angka", id="17 digits"),
        pytest.param(lambda nik: "ABCD" + nik[4:], "hanya berisi angka", id="letters"),
        pytest.param(lambda nik: "089900009001", "nomor telepon", id="phone number"),
        pytest.param(lambda nik: "99" + nik[2:], "kode provinsi", id="unknown province"),
        pytest.param(lambda nik: nik[:6] + "39" + nik[8:], "ke-7 dan ke-8", id="impossible day"),
        pytest.param(lambda nik: nik[:8] + "13" + nik[10:], "01 sampai 12", id="impossible month"),
        pytest.param(lambda nik: nik[:12] + "0000", "tidak pernah 0000", id="serial 0000"),
        pytest.param(lambda nik: "3" * 16, "satu angka yang diulang", id="all equal"),
    ],
)
def test_given_a_wrong_nik_then_the_rule_is_explained_and_the_form_goes_on(
    phone: Phone, nik: str, spoil: Callable[[str], str], explanation: str
) -> None:
    asked = walk_to(phone, nik, "nik")
    answer = phone.types(spoil(nik))
    assert explanation in answer
    assert answer.endswith(asked)
    assert "nama" in phone.types(nik)


def test_given_the_letter_o_for_a_zero_then_the_repaired_nik_is_offered(
    phone: Phone, nik: str
) -> None:
    walk_to(phone, nik, "nik")
    assert "huruf yang mirip angka" in phone.types(nik.replace("0", "O", 1))
    assert "nama" in phone.taps("Sudah benar")


def test_given_a_number_like_a_family_cards_then_it_is_explained_and_can_be_replaced(
    phone: Phone, nik: str, private: list[str]
) -> None:
    private.append(nik_number(int(nik[12:]), date(2015, 3, 5), Sex.MAN))
    walk_to(phone, private[-1], "nama")
    phone.types(NAME)
    assert "Kartu Keluarga" in phone.types("5 januari 1990")
    assert "NIK" in phone.taps("Ganti NIK")
    asked = phone.types(nik)
    assert "5 Januari 1990" in asked
    assert "Sudah berapa kali" in asked


# ---- what comes after the ticket --------------------------------------------------------------


def test_the_schedule_tells_where_and_when_and_the_ticket_comes_again(
    phone: Phone, nik: str
) -> None:
    code = ticket_code(register(phone, nik))
    schedule = phone.types("cek jadwal")
    assert NAME in schedule
    assert SITE in schedule
    assert ticket_code(phone.taps("Kirim tiket saya")) == code


def test_given_another_site_and_day_then_the_booking_moves_and_keeps_its_code(
    phone: Phone, nik: str
) -> None:
    code = ticket_code(register(phone, nik))
    phone.types("ubah jadwal")
    phone.taps("Tempat lain")
    other = next(title for title in phone.offered if title != SITE)
    phone.taps(other)
    phone.taps(phone.offered[-3])
    moved = phone.taps("Ya, pindahkan")
    assert "sudah dipindah" in moved
    assert ticket_code(moved) == code
    assert f"Tempat: *{SITE}*" not in moved


def test_given_a_cancelled_booking_then_the_schedule_says_so(phone: Phone, nik: str) -> None:
    register(phone, nik)
    assert NAME in phone.types("batal jadwal")
    assert "sudah dibatalkan" in phone.taps("Ya, batalkan")
    assert "sudah dibatalkan" in phone.types("cek jadwal")


def without_code(ticket: str) -> str:
    return ticket.replace(ticket_code(ticket), "")


def without_own(summary: str, nik: str) -> str:
    """Return a summary without the NIK's end and the minute until which the seat is held."""
    return HOUR.sub("pukul …", summary.replace(nik[-4:], ""))


def test_given_a_nik_of_another_number_then_this_number_learns_nothing(
    new_phone: Callable[[], Phone], new_nik: Callable[[], str]
) -> None:
    owner, stranger, newcomer = new_phone(), new_phone(), new_phone()
    known, unknown = new_nik(), new_nik()
    code = ticket_code(register(owner, known))
    seen_by_newcomer = walk_to(newcomer, unknown, "konfirmasi")
    seen_by_stranger = walk_to(stranger, known, "konfirmasi")
    # A known NIK is treated like any other; who that is, is seen at the desk.
    assert without_own(seen_by_stranger, known) == without_own(seen_by_newcomer, unknown)
    outcome = stranger.taps("Ya, daftarkan")
    newcomers = newcomer.taps("Ya, daftarkan")
    assert without_code(outcome) == without_code(newcomers)
    assert all(code not in json.dumps(message) for message in stranger.chat)


# ---- what is no answer ------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["/restart", "/session_start", "/back"])
def test_given_a_typed_command_of_rasa_then_it_is_words_and_gets_an_answer(
    phone: Phone, nik: str, command: str
) -> None:
    walk_to(phone, nik, "persetujuan")
    assert phone.types(command)
    assert "setuju" in phone.types("daftar")


def test_given_figures_instead_of_the_name_then_the_name_is_asked_again(
    phone: Phone, nik: str
) -> None:
    asked = walk_to(phone, nik, "nama")
    assert phone.types("12345").endswith(asked)


def test_given_a_typed_intent_at_the_name_then_it_does_not_become_the_name(
    phone: Phone, nik: str
) -> None:
    asked = walk_to(phone, nik, "nama")
    assert phone.types("/daftar").endswith(asked)


@pytest.mark.parametrize("kind", ["image", "sticker", "video", "contacts", "unsupported"])
def test_given_something_that_is_no_text_then_the_bot_asks_for_words(
    phone: Phone, kind: str
) -> None:
    answer = phone.sends(kind)
    assert "tulis" in answer
    assert "*" in answer  # a word to type that leads on


@pytest.mark.parametrize("question", ["nik", "nama", "riwayat", "alamat"])
def test_given_a_photo_instead_of_an_answer_then_the_question_comes_again(
    phone: Phone, nik: str, question: str
) -> None:
    asked = walk_to(phone, nik, question)
    answer = phone.sends_image()
    assert answer.endswith(asked)
    assert answer != asked


def test_given_a_place_instead_of_the_name_then_the_name_is_asked_again(
    phone: Phone, nik: str
) -> None:
    asked = walk_to(phone, nik, "nama")
    assert phone.shares_location(*TEBET).endswith(asked)


def test_a_reaction_gets_no_answer(phone: Phone) -> None:
    phone.types("halo")
    phone.reacts("👍")
    phone.types("terima kasih")
    assert phone.bot_messages == 2


# ---- Meta's side ------------------------------------------------------------------------------


def post_to_webhook(phone: Phone, secret: str) -> list[int]:
    """Deliver one message three times, as Meta does when an answer is late."""
    settings = phone.product.environment
    message = {
        "from": phone.number,
        "id": f"wamid.contoh{phone.number}",
        "timestamp": "1767225600",
        "type": "text",
        "text": {"body": "halo"},
    }
    body = message_envelope(settings["WHATSAPP_PHONE_NUMBER_ID"], "Warga Contoh", message)
    raw = json.dumps(body).encode()
    headers = {SIGNATURE_HEADER: signature(secret, raw), "Content-Type": "application/json"}
    url = phone.product.webhook_url
    return [requests.post(url, data=raw, headers=headers, timeout=10).status_code for _ in range(3)]


def test_given_a_message_delivered_thrice_then_it_is_answered_once(phone: Phone) -> None:
    secret = phone.product.environment["WHATSAPP_APP_SECRET"]
    assert post_to_webhook(phone, secret) == [200, 200, 200]
    phone.awaits_answer()
    phone.types("terima kasih")
    assert phone.bot_messages == 2


def test_given_a_wrong_signature_then_401_and_no_answer(phone: Phone) -> None:
    assert post_to_webhook(phone, "wrong") == [401, 401, 401]
    phone.types("terima kasih")
    assert phone.bot_messages == 1
