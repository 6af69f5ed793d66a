"""The summary before the last yes: only a clear yes books, and every part can be changed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conversations.journey import NIK, OTHER_NIK, TEBET_SITE, WEDNESDAY_SESSION


async def test_given_the_summary_when_shown_then_it_holds_everything_but_the_whole_nik(at):
    citizen = await at("konfirmasi")

    text = citizen.last.text

    for part in (
        "Contoh Warga",
        "15 Juni 1985",
        "Tebet, Kota Jakarta Selatan",
        "Lainnya",
        "Puskesmas Tebet",
        "Rabu, 3 Maret 2027 pukul 08.00-10.00 WIB",
        NIK[-4:],
    ):
        assert part in text
    assert NIK not in text.replace(" ", "")


@pytest.mark.parametrize("yes", ["ya", "sudah benar kak", "gas", "Ya, daftarkan", "daftarkan dong"])
async def test_given_the_summary_when_agreed_then_the_seat_is_booked_and_the_ticket_sent(
    at, yes, records
):
    citizen = await at("konfirmasi")

    said = await citizen.says(yes)

    assert said.uttered == ["utter_tiket"]
    (booking,) = records.bookings()
    assert booking.session_id == WEDNESDAY_SESSION
    assert booking.contact_id == citizen.id
    assert booking.ticket_code in said.text
    assert records.seats_taken(WEDNESDAY_SESSION) == 1
    assert records.people() == ["Contoh Warga"]


async def test_given_a_booking_when_the_ticket_is_sent_then_it_is_a_picture_with_a_caption(at):
    citizen = await at("konfirmasi")

    said = await citizen.taps("Ya, daftarkan")

    assert said.images[0].startswith("data:image/png;base64,")
    assert "KTP" in said.text


@pytest.mark.parametrize(
    "doubt", ["iya tapi jamnya bisa diganti ga", "kayaknya iya", "ya ga ya", "benar ga ya?"]
)
async def test_given_the_summary_when_the_yes_has_a_but_then_nothing_is_booked(at, doubt, records):
    citizen = await at("konfirmasi")

    said = await citizen.says(doubt)

    assert "utter_tiket" not in said.uttered
    assert (await citizen.slots())["requested_slot"] is not None
    assert records.bookings() == []


@pytest.mark.parametrize("no", ["#konfirmasi=ubah", "belum benar", "ada yang salah", "ubah"])
async def test_given_the_summary_when_it_is_not_right_then_the_parts_are_offered(at, no, records):
    citizen = await at("konfirmasi")

    said = await citizen.says(no)

    assert said.uttered == ["utter_pilih_bagian"]
    assert len(said.titles) == 9
    assert records.bookings() == []


@pytest.mark.parametrize(
    "part",
    [
        "NIK",
        "Nama",
        "Tanggal lahir",
        "Riwayat vaksin",
        "Alamat",
        "Kelompok",
        "Kondisi kesehatan",
        "Tempat vaksinasi",
        "Hari dan jam",
    ],
)
async def test_given_the_parts_when_one_is_tapped_then_it_is_asked_again(at, part):
    questions = {
        "NIK": "utter_ask_nik_diri",
        "Nama": "utter_ask_nama",
        "Tanggal lahir": "utter_pastikan_lahir_nik",
        "Riwayat vaksin": "utter_ask_riwayat",
        "Alamat": "utter_ask_alamat",
        "Kelompok": "utter_ask_kelompok",
        "Kondisi kesehatan": "utter_ask_skrining",
        "Tempat vaksinasi": "utter_ask_faskes",
        "Hari dan jam": "utter_ask_sesi",
    }
    citizen = await at("konfirmasi")
    await citizen.taps("Ubah")

    said = await citizen.taps(part)

    assert said.uttered == [questions[part]]


@pytest.mark.parametrize(
    ("typed", "question"),
    [
        ("jamnya", "utter_ask_sesi"),
        ("nama saya salah", "utter_ask_nama"),
        ("alamat", "utter_ask_alamat"),
        ("riwayatnya", "utter_ask_riwayat"),
        ("3", "utter_pastikan_lahir_nik"),
        ("tempat vaksinasinya", "utter_ask_faskes"),
    ],
)
async def test_given_the_parts_when_one_is_typed_then_it_is_asked_again(at, typed, question):
    citizen = await at("konfirmasi")
    await citizen.taps("Ubah")

    said = await citizen.says(typed)

    assert said.uttered == [question]


@pytest.mark.parametrize(
    ("part", "answers", "slot", "value"),
    [
        ("NIK", [OTHER_NIK, "ya"], "nik", OTHER_NIK),
        ("Nama", ["Siti Contoh"], "nama", "Siti Contoh"),
        (
            "Alamat",
            ["cakung jakarta timur", "#faskes=JKT-CAKUNG-01", "besok jam 8"],
            "alamat",
            "31.75.06",
        ),
        ("Kelompok", ["#kelompok=nakes"], "kelompok", "nakes"),
        (
            "Kondisi kesehatan",
            ["#skrining=penyakit_terkontrol"],
            "skrining",
            ["penyakit_terkontrol"],
        ),
        ("Tempat vaksinasi", ["#faskes=JKT-GAMBIR-01", "besok jam 8"], "faskes", "JKT-GAMBIR-01"),
        ("Hari dan jam", ["lusa jam 10"], "sesi", f"{TEBET_SITE}-20270303-1000"),
    ],
    ids=["nik", "name", "home", "group", "health", "site", "session"],
)
async def test_given_a_part_when_it_is_changed_then_the_new_summary_keeps_the_rest(
    at, part, answers, slot, value
):
    citizen = await at("konfirmasi")
    before = await citizen.slots()
    await citizen.taps("Ubah")
    await citizen.taps(part)

    for answer in answers:
        said = await citizen.says(answer)

    assert said.uttered[-1] == "utter_ask_konfirmasi"
    after = await citizen.slots()
    assert after[slot] == value
    kept = {"nik", "nama", "tanggal_lahir", "kelompok", "skrining"} - {slot}
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}


async def test_given_the_birth_date_when_it_is_changed_then_what_depends_on_age_is_asked_again(at):
    citizen = await at("konfirmasi")
    await citizen.taps("Ubah")
    await citizen.taps("Tanggal lahir")
    await citizen.says("5 januari 1950")

    said = await citizen.says("ya benar")

    assert said.uttered == ["utter_ask_skrining"]
    assert (await citizen.slots())["kelompok"] == "lansia"


@pytest.mark.parametrize("asked", [True, False])
async def test_given_the_summary_when_another_time_is_typed_then_the_new_summary_follows(at, asked):
    citizen = await at("konfirmasi")
    if asked:
        await citizen.taps("Ubah")

    said = await citizen.says("besok jam 10 pagi")

    assert said.uttered == ["utter_ask_konfirmasi"]
    assert "Selasa, 2 Maret 2027 pukul 10.00" in said.text


async def test_given_the_summary_when_the_name_is_corrected_then_the_new_summary_follows(at):
    citizen = await at("konfirmasi")

    said = await citizen.says("salah, nama saya Siti Contoh")

    assert said.uttered == ["utter_ask_konfirmasi"]
    assert "Siti Contoh" in said.text


async def test_given_the_summary_when_the_last_seat_goes_then_it_is_said_and_the_next_ones_follow(
    at, records, programme, clock
):
    citizen = await at("konfirmasi")
    before = await citizen.slots()
    clock.advance(timedelta(minutes=11))
    programme.upkeep.run_once()
    records.fill(WEDNESDAY_SESSION)

    said = await citizen.taps("Ya, daftarkan")

    assert said.uttered == ["utter_kursi_terambil", "utter_ask_sesi"]
    assert "Rab, 3 Mar 08.00" not in said.titles
    after = await citizen.slots()
    assert {k: after[k] for k in ("nik", "nama", "alamat", "faskes")} == {
        k: before[k] for k in ("nik", "nama", "alamat", "faskes")
    }
    assert records.registrations() == []


async def test_given_a_lost_seat_when_the_next_one_is_chosen_then_it_is_booked(
    at, records, programme, clock
):
    citizen = await at("konfirmasi")
    clock.advance(timedelta(minutes=11))
    programme.upkeep.run_once()
    records.fill(WEDNESDAY_SESSION)
    await citizen.taps("Ya, daftarkan")

    await citizen.taps("Rab, 3 Mar 10.00")
    said = await citizen.taps("Ya, daftarkan")

    assert said.uttered == ["utter_tiket"]
    assert [b.session_id for b in records.bookings()] == [f"{TEBET_SITE}-20270303-1000"]


async def test_given_the_summary_when_cancelled_then_nothing_is_registered(at, records):
    citizen = await at("konfirmasi")

    said = await citizen.taps("Batal")

    assert said.uttered == ["utter_dihentikan", "utter_isian_disimpan"]
    assert records.nothing_registered()


async def test_given_the_summary_was_changed_when_the_old_yes_is_tapped_then_nothing_is_booked(
    at, records
):
    citizen = await at("konfirmasi")
    old_yes = citizen.last.payload("Ya, daftarkan")
    await citizen.says("ubah nama")
    await citizen.says("Rahayu Contoh")

    said = await citizen.says(old_yes)

    assert said.uttered[-1] == "utter_ask_konfirmasi"
    assert records.bookings() == []


async def test_given_the_wish_to_cancel_when_an_old_yes_to_register_is_tapped_then_nothing_changes(
    at, records
):
    citizen = await at("konfirmasi")
    old_yes = citizen.last.payload("Ya, daftarkan")
    await citizen.says("ya")
    await citizen.says("batalin jadwal vaksin saya")

    said = await citizen.says(old_yes)

    assert said.uttered[-1] == "utter_ask_batal"
    assert [booking.status for booking in records.bookings()] == ["booked"]
