"""The birth date that the NIK tells: named by the question for past doses, corrected by its answer.

Contoh Warga was born on 15 June 1985, as her NIK says.
"""

from __future__ import annotations

from datetime import date

import pytest

from tests.conversations.journey import NIK
from tests.people import nik_number
from vaksin.identity.nik import Sex

NAMED, PLAIN = "utter_ask_riwayat_lahir", "utter_ask_riwayat"
ROW = "Tanggal lahir salah"


async def test_given_the_name_when_the_nik_tells_the_birth_date_then_the_next_question_names_it(at):
    citizen = await at("nama")

    said = await citizen.says("Contoh Warga")

    assert said.uttered == [NAMED]
    assert "Menurut NIK, Ibu Contoh Warga lahir *15 Juni 1985*" in said.text
    assert "Sudah berapa kali" in said.text
    assert said.titles[-1] == ROW
    assert (await citizen.slots())["tanggal_lahir"] == "1985-06-15"


async def test_given_the_named_date_when_the_doses_are_told_then_it_is_kept(at):
    citizen = await at("riwayat")

    said = await citizen.taps("Belum pernah")

    assert said.uttered == ["utter_ask_alamat"]
    slots = await citizen.slots()
    assert (slots["tanggal_lahir"], slots["usulan"]) == ("1985-06-15", None)


@pytest.mark.parametrize("answer", ["Tanggal lahir salah", "#riwayat=lahir_salah"])
async def test_given_the_named_date_when_its_row_is_chosen_then_the_date_is_asked(at, answer):
    citizen = await at("riwayat")

    said = await citizen.says(answer)

    assert said.uttered == ["utter_ask_tanggal_lahir"]
    assert (await citizen.slots())["tanggal_lahir"] is None


async def test_given_a_wrong_date_when_the_right_one_is_confirmed_then_only_doses_are_asked(at):
    citizen = await at("riwayat")
    await citizen.taps(ROW)
    said = await citizen.says("12 mei 1988")
    assert said.uttered == ["utter_pastikan_lahir_beda"]

    said = await citizen.says("ya")

    assert said.uttered == [PLAIN]
    assert ROW not in said.titles
    slots = await citizen.slots()
    assert slots["tanggal_lahir"] == "1988-05-12"
    assert slots["tanda_nik"] == ["tanggal_lahir_beda"]


async def test_given_a_wrong_date_when_it_was_right_after_all_then_only_doses_are_asked(at):
    citizen = await at("riwayat")
    await citizen.taps(ROW)

    said = await citizen.says("15 juni 1985")

    assert said.uttered == [PLAIN]


@pytest.mark.parametrize(
    "typed",
    [
        "salah, saya lahir 12 mei 1988",
        "lahirnya 12-05-1988",
        "lahirnya bukan 15 juni 1985 tapi 12 mei 1988",
        "tgl lahir yang benar 12 mei 1988",
        "12-05-1988",
        "12 mei 1988 kak",
        "bukan, 12 mei 1988",
    ],
)
async def test_given_the_named_date_when_another_is_typed_then_it_is_asked_back(at, typed):
    citizen = await at("riwayat")

    said = await citizen.says(typed)

    assert said.uttered == ["utter_pastikan_lahir_beda"]
    assert "12 Mei 1988" in said.text


@pytest.mark.parametrize(
    "typed", ["tgl lahir salah", "tanggal lahirnya bukan itu", "lahirnya tidak benar", "salah kak"]
)
async def test_given_the_named_date_when_it_is_only_denied_then_the_date_is_asked(at, typed):
    citizen = await at("riwayat")

    said = await citizen.says(typed)

    assert said.uttered == ["utter_ask_tanggal_lahir"]


async def test_given_the_named_date_when_an_impossible_one_is_typed_then_it_is_explained(at):
    citizen = await at("riwayat")

    said = await citizen.says("lahirnya 31 februari 1988")

    assert said.uttered == ["utter_lahir_impossible", "utter_ask_tanggal_lahir"]


@pytest.mark.parametrize("typed", ["benar", "iya betul kak"])
async def test_given_the_named_date_when_it_is_only_confirmed_then_the_doses_are_asked(at, typed):
    citizen = await at("riwayat")

    said = await citizen.says(typed)

    assert said.uttered == [PLAIN]


@pytest.mark.parametrize(
    ("typed", "last_on"),
    [
        ("2 kali, terakhir agustus 2022", "2022-08-31"),
        ("2 kali, terakhir 17-08-2022", "2022-08-17"),
        ("2 kali. lahirnya 15 juni 1985, terakhir 17 agustus 2022", "2022-08-17"),
    ],
)
async def test_given_the_named_date_when_a_day_of_a_dose_is_told_then_it_is_no_birth_date(
    at, typed, last_on
):
    citizen = await at("riwayat")

    said = await citizen.says(typed)

    assert said.uttered == ["utter_ask_riwayat_merek"]
    slots = await citizen.slots()
    assert slots["tanggal_lahir"] == "1985-06-15"
    told = slots["riwayat_sebagian"]
    assert (told["jumlah"], told["tanggal"]) == (2, last_on)


async def test_given_doses_and_another_birth_date_in_one_message_then_both_are_kept(at):
    citizen = await at("riwayat")
    said = await citizen.says("belum pernah, lahirnya 12-05-1988")
    assert said.uttered == ["utter_pastikan_lahir_beda"]

    said = await citizen.says("ya")

    assert said.uttered == ["utter_ask_alamat"]
    slots = await citizen.slots()
    assert (slots["riwayat"], slots["tanggal_lahir"]) == ([], "1988-05-12")


@pytest.mark.parametrize("denial", ["tgl lahir saya salah", "#riwayat=lahir_salah"])
async def test_given_the_number_of_doses_when_the_date_is_denied_then_the_number_is_kept(
    at, denial
):
    citizen = await at("riwayat")
    await citizen.taps("2 kali")
    said = await citizen.says(denial)
    assert said.uttered == ["utter_ask_tanggal_lahir"]
    await citizen.says("12 mei 1988")

    said = await citizen.says("ya")

    assert said.uttered == ["utter_ask_riwayat_terakhir"]


async def test_given_the_day_of_a_dose_is_asked_when_it_is_too_early_then_it_is_no_birth_date(at):
    citizen = await at("riwayat")
    await citizen.taps("2 kali")

    said = await citizen.says("3 maret 2020")

    assert said.uttered == ["utter_salah_riwayat", "utter_ask_riwayat_terakhir"]


async def test_given_the_named_date_when_something_else_is_asked_then_it_is_named_again(at):
    citizen = await at("riwayat")

    said = await citizen.says("vaksinnya halal ga?")

    assert said.uttered == ["utter_info_vaksin/halal", NAMED]


async def test_given_the_named_date_when_the_conversation_is_lost_then_it_is_named_again(at):
    citizen = await at("nama")
    await citizen.says("Contoh Warga")
    await citizen.is_not_remembered()
    await citizen.says("daftar")

    said = await citizen.says("ya")

    assert said.uttered == ["utter_dilanjutkan", NAMED]


async def test_given_the_named_date_when_the_nik_is_corrected_then_the_new_date_is_named(at):
    citizen = await at("riwayat")

    said = await citizen.says(f"maaf salah, nik saya {nik_number(9005, date(1990, 1, 5))}")

    assert said.uttered == [NAMED]
    assert "5 Januari 1990" in said.text


async def test_given_somebody_of_60_when_the_date_is_corrected_then_their_group_is_asked(at):
    citizen = await at("nik")
    await citizen.says(nik_number(9008, date(1960, 3, 5)))
    await citizen.says("Siti Contoh")
    for answer in (ROW, "5 maret 1990", "ya", "belum pernah"):
        await citizen.says(answer)

    said = await citizen.says("tebet jaksel")

    assert said.uttered == ["utter_ask_kelompok"]


# Who is asked nevertheless


@pytest.mark.parametrize(
    "nik",
    [
        nik_number(9007, date(2015, 3, 5)),
        nik_number(9006, date(2003, 3, 5), Sex.MAN),
    ],
    ids=["a minor", "a number that may be a family card's"],
)
@pytest.mark.usefixtures("vaccines_for_children")
async def test_given_a_nik_on_whose_date_much_hangs_then_the_date_has_its_own_question(at, nik):
    citizen = await at("nik")
    await citizen.says(nik)

    said = await citizen.says("Contoh Warga")

    assert said.uttered == ["utter_pastikan_lahir_nik"]


async def test_given_a_doubtful_nik_then_the_date_has_its_own_question(at):
    citizen = await at("nik")
    await citizen.says(NIK[:4] + "99" + NIK[6:])
    await citizen.says("ya benar")

    said = await citizen.says("Contoh Warga")

    assert said.uttered == ["utter_pastikan_lahir_nik"]


async def test_given_a_relative_then_the_date_has_its_own_question(citizen):
    for answer in ("daftarkan ibu saya", "setuju", NIK):
        await citizen.says(answer)

    said = await citizen.says("Contoh Warga")

    assert said.uttered == ["utter_pastikan_lahir_nik"]


async def test_given_the_doses_are_known_when_the_nik_changes_then_the_date_has_its_own_question(
    at,
):
    citizen = await at("alamat")

    said = await citizen.says(f"maaf salah, nik saya {nik_number(9005, date(1990, 1, 5))}")

    assert said.uttered == ["utter_pastikan_lahir_nik"]


@pytest.mark.parametrize("told", ["5 januari 1990", "5 jan 90"])
async def test_given_a_date_told_before_the_nik_when_they_differ_then_it_is_asked_back(
    citizen, told
):
    for answer in (f"mau daftar vaksin, saya lahir {told}", "setuju", NIK):
        await citizen.says(answer)

    said = await citizen.says("Contoh Warga")

    assert said.uttered == ["utter_pastikan_lahir_beda"]
    assert "5 Januari 1990" in said.text


async def test_given_a_date_told_before_the_nik_when_they_agree_then_only_doses_are_asked(citizen):
    for answer in ("mau daftar vaksin, saya lahir 15 jun 85", "setuju", NIK):
        await citizen.says(answer)

    said = await citizen.says("Contoh Warga")

    assert said.uttered == [PLAIN]


@pytest.mark.usefixtures("vaccines_for_children")
async def test_given_the_named_date_when_the_right_one_is_a_minors_then_a_guardian_must_agree(at):
    citizen = await at("riwayat")
    await citizen.says("salah, lahirnya 12 mei 2015")

    said = await citizen.says("ya")

    assert said.uttered == ["utter_ask_izin_wali"]
