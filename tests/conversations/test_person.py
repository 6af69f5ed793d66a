"""Who is registered: NIK, name, birth date, guardian and home; every rule is explained."""

from __future__ import annotations

from datetime import date

import pytest

from tests.conversations.journey import NIK, OTHER_NIK
from tests.people import nik_number
from vaksin.identity.nik import Sex

TEBET, CAKUNG = "31.74.01", "31.75.06"


@pytest.mark.parametrize(
    "typed",
    [
        NIK,
        f"{NIK[:4]} {NIK[4:8]} {NIK[8:12]} {NIK[12:]}",
        f"nik sy {NIK} kak",
        f"{NIK[:6]}.{NIK[6:]}",
    ],
    ids=["plain", "in groups", "in a sentence", "with a dot"],
)
async def test_given_the_nik_question_when_typed_in_any_way_then_it_is_taken(at, typed):
    citizen = await at("nik")

    said = await citizen.says(typed)

    assert said.uttered == ["utter_ask_nama"]
    assert (await citizen.slots())["nik"] == NIK


@pytest.mark.parametrize(
    ("typed", "explained"),
    [
        (NIK[:14], "utter_nik_kurang_angka"),
        (NIK + "7", "utter_nik_lebih_angka"),
        ("081299990000", "utter_nik_nomor_telepon"),
        ("1" * 16, "utter_nik_angka_sama"),
        ("99" + NIK[2:], "utter_nik_provinsi"),
        (NIK[:6] + "99" + NIK[8:], "utter_nik_tanggal"),
        (NIK[:8] + "13" + NIK[10:], "utter_nik_bulan"),
        (NIK[:12] + "0000", "utter_nik_urut"),
        ("belum hafal", "utter_salah_nik"),
    ],
    ids=[
        "too short",
        "too long",
        "phone",
        "one digit repeated",
        "province",
        "day",
        "month",
        "no serial",
        "no number",
    ],
)
async def test_given_the_nik_question_when_it_is_wrong_then_the_reason_is_told(
    at, typed, explained
):
    citizen = await at("nik")

    said = await citizen.says(typed)

    assert said.uttered == [explained, "utter_ask_nik_diri"]
    assert (await citizen.slots())["nik"] is None


async def test_given_a_short_nik_when_it_is_explained_then_its_digits_are_counted(at):
    citizen = await at("nik")

    said = await citizen.says(NIK[:14])

    assert "14 angka" in said.text


async def test_given_a_letter_in_the_nik_when_confirmed_then_the_repaired_number_is_taken(at):
    citizen = await at("nik")
    said = await citizen.says(NIK.replace("0", "o", 1))
    assert said.uttered == ["utter_ragu_nik_huruf"]

    said = await citizen.taps("Sudah benar")

    assert said.uttered == ["utter_ask_nama"]
    assert (await citizen.slots())["nik"] == NIK


async def test_given_a_doubtful_nik_when_denied_then_it_is_asked_again(at):
    citizen = await at("nik")
    await citizen.says(NIK.replace("0", "o", 1))

    said = await citizen.says("bukan")

    assert said.uttered == ["utter_ask_nik_diri"]


async def test_given_a_nik_of_an_unknown_district_when_confirmed_then_it_is_kept_with_a_flag(at):
    unknown = NIK[:4] + "99" + NIK[6:]
    citizen = await at("nik")
    said = await citizen.says(unknown)
    assert said.uttered == ["utter_ragu_nik_wilayah"]

    await citizen.says("ya benar")

    slots = await citizen.slots()
    assert slots["nik"] == unknown
    assert slots["tanda_nik"] == ["kecamatan_tidak_dikenal"]


async def test_given_three_wrong_niks_when_the_third_comes_then_an_officer_is_offered(at):
    citizen = await at("nik")
    await citizen.says(NIK[:14])
    await citizen.says(NIK[:13])

    said = await citizen.says(NIK[:12])

    assert said.uttered == [
        "utter_nik_kurang_angka",
        "utter_tawarkan_petugas",
        "utter_ask_nik_diri",
    ]


async def test_given_the_nik_question_when_everything_is_told_at_once_then_the_rest_is_asked(at):
    citizen = await at("nik")

    said = await citizen.says(f"nik saya {NIK}, nama saya Siti Contoh, lahir 15 juni 1985")

    assert said.uttered == ["utter_ask_riwayat"]
    slots = await citizen.slots()
    assert slots["nama"] == "Siti Contoh"
    assert slots["tanggal_lahir"] == "1985-06-15"


@pytest.mark.parametrize("corrected_at", ["nama", "alamat", "kelompok", "skrining"])
async def test_given_any_question_when_the_nik_is_corrected_then_it_replaces_the_old_one(
    at, corrected_at
):
    citizen = await at(corrected_at)
    asked = citizen.last.uttered[-1]

    said = await citizen.says(f"eh salah, nik saya {OTHER_NIK}")

    assert said.uttered == [asked]
    slots = await citizen.slots()
    assert slots["nik"] == OTHER_NIK
    assert slots["requested_slot"] == corrected_at


async def test_given_a_birth_date_when_the_corrected_nik_disagrees_then_it_is_asked_again(at):
    citizen = await at("alamat")

    said = await citizen.says(f"maaf salah, nik saya {nik_number(9005, date(1990, 1, 5))}")

    assert said.uttered == ["utter_pastikan_lahir_nik"]
    assert "5 Januari 1990" in said.text


@pytest.fixture
def relative(citizen):
    """Return what brings a citizen to the birth date of a relative, which the NIK tells."""

    async def relative():
        for text in ("daftarkan ibu saya", "setuju", NIK, "Contoh Warga"):
            await citizen.says(text)
        return citizen

    return relative


async def test_given_the_home_question_when_the_name_is_corrected_then_home_is_asked_again(at):
    citizen = await at("alamat")

    said = await citizen.says("eh keliru, nama saya Siti Contoh")

    assert said.uttered == ["utter_ask_alamat"]
    assert (await citizen.slots())["nama"] == "Siti Contoh"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("siti contoh", "Siti Contoh"),
        ("nama saya BUDI CONTOH", "Budi Contoh"),
        ("Wayan Contoh kak", "Wayan Contoh"),
        ("Contoh Betul", "Contoh Betul"),
        ("anak agung contoh", "Anak Agung Contoh"),
        (f"Siti Contoh, NIK {OTHER_NIK}", "Siti Contoh"),
    ],
    ids=[
        "small letters",
        "capitals",
        "with courtesy",
        "like a yes",
        "like a topic",
        "with a nik",
    ],
)
async def test_given_the_name_question_when_a_name_is_typed_then_it_is_tidied_and_taken(
    at, typed, name
):
    citizen = await at("nama")

    said = await citizen.says(typed)

    assert said.uttered == ["utter_ask_riwayat_lahir"]
    assert (await citizen.slots())["nama"] == name


@pytest.mark.parametrize("typed", ["12345", "สวัสดี", "a", "x" * 61, "ya", "😀"])
async def test_given_the_name_question_when_it_is_no_name_then_an_example_is_given(at, typed):
    citizen = await at("nama")

    said = await citizen.says(typed)

    assert said.uttered == ["utter_salah_nama", "utter_ask_nama"]
    assert (await citizen.slots())["nama"] is None


@pytest.mark.parametrize(
    "typed", ["ya", "iya bener kak", "15-06-1985", "15 juni 85", "#tanggal_lahir=ya:1985-06-15"]
)
async def test_given_the_birth_date_of_the_nik_when_confirmed_in_any_way_then_it_is_taken(
    relative, typed
):
    citizen = await relative()

    said = await citizen.says(typed)

    assert said.uttered == ["utter_ask_izin_orang"]
    assert (await citizen.slots())["tanggal_lahir"] == "1985-06-15"


async def test_given_the_birth_date_of_the_nik_when_denied_then_the_date_is_asked(relative):
    citizen = await relative()

    said = await citizen.taps("Bukan")

    assert said.uttered == ["utter_ask_tanggal_lahir"]


@pytest.mark.parametrize(
    ("typed", "explained"),
    [
        ("31 februari 1990", "utter_lahir_impossible"),
        ("1990", "utter_lahir_only_month_or_year"),
        ("5 januari 2031", "utter_lahir_in_future"),
        ("5 januari 1850", "utter_lahir_too_old"),
        ("🤔", "utter_salah_tanggal_lahir"),
    ],
)
async def test_given_the_birth_date_question_when_wrong_then_the_reason_is_told(
    at, typed, explained
):
    citizen = await at("riwayat")
    await citizen.taps("Tanggal lahir salah")

    said = await citizen.says(typed)

    assert said.uttered == [explained, "utter_ask_tanggal_lahir"]


async def test_given_a_birth_date_unlike_the_nik_when_confirmed_then_it_is_kept_with_a_flag(at):
    citizen = await at("riwayat")
    await citizen.taps("Tanggal lahir salah")
    said = await citizen.says("5 januari 1990")
    assert said.uttered == ["utter_pastikan_lahir_beda"]

    await citizen.says("iya sesuai")

    slots = await citizen.slots()
    assert slots["tanggal_lahir"] == "1990-01-05"
    assert slots["tanda_nik"] == ["tanggal_lahir_beda"]


async def test_given_a_number_like_a_family_card_when_changed_then_the_nik_is_asked_again(at):
    citizen = await at("nik")
    await citizen.says(nik_number(9006, date(2015, 3, 5), Sex.MAN))
    await citizen.says("Budi Contoh")
    said = await citizen.says("5 januari 1980")
    assert said.uttered == ["utter_pastikan_lahir_kk"]

    said = await citizen.taps("Ganti NIK")

    assert said.uttered == ["utter_ask_nik_diri"]


async def test_given_a_child_without_a_vaccine_when_the_date_is_known_then_it_ends_kindly(
    at, records
):
    citizen = await at("nik")
    await citizen.says(nik_number(9007, date(2019, 3, 5)))
    await citizen.says("Budi Contoh")

    said = await citizen.says("ya")

    assert said.uttered == ["utter_belum_ada_vaksin_usia"]
    assert records.nothing_registered()


@pytest.mark.usefixtures("vaccines_for_children")
async def test_given_somebody_under_18_when_the_date_is_known_then_a_guardian_must_agree(at):
    citizen = await at("nik")
    await citizen.says(nik_number(9007, date(2015, 3, 5)))
    await citizen.says("Budi Contoh")

    said = await citizen.says("ya")

    assert said.uttered == ["utter_ask_izin_wali"]


@pytest.mark.usefixtures("vaccines_for_children")
async def test_given_a_minor_when_the_guardian_refuses_then_nothing_is_registered(at, records):
    citizen = await at("nik")
    await citizen.says(nik_number(9007, date(2015, 3, 5)))
    await citizen.says("Budi Contoh")
    await citizen.says("ya")

    said = await citizen.says("ga boleh")

    assert said.uttered == ["utter_tanpa_izin_wali"]
    assert records.nothing_registered()


@pytest.mark.usefixtures("vaccines_for_children")
async def test_given_a_minor_when_the_guardian_agrees_then_the_registration_goes_on(at):
    citizen = await at("nik")
    await citizen.says(nik_number(9007, date(2015, 3, 5)))
    await citizen.says("Budi Contoh")
    await citizen.says("ya")

    said = await citizen.taps("Ya, saya izinkan")

    assert said.uttered == ["utter_ask_riwayat"]


async def test_given_somebody_of_60_when_home_is_told_then_the_group_is_not_asked(at):
    citizen = await at("nik")
    await citizen.says(nik_number(9008, date(1960, 3, 5)))
    await citizen.says("Siti Contoh")
    await citizen.says("belum pernah")

    said = await citizen.says("tebet jaksel")

    assert said.uttered == ["utter_ask_skrining"]
    assert (await citizen.slots())["kelompok"] == "lansia"


@pytest.mark.parametrize(
    "typed", ["Tebet, Jakarta Selatan", "jaksel tebet", "kec tebet kota jakarta selatan"]
)
async def test_given_the_home_question_when_typed_in_any_order_then_the_district_is_taken(
    at, typed
):
    citizen = await at("alamat")

    said = await citizen.says(typed)

    assert said.uttered == ["utter_ask_kelompok"]
    assert (await citizen.slots())["alamat"] == TEBET


@pytest.mark.parametrize("answer", ["#alamat=31.74.01", "iya", "1", "tebet"])
async def test_given_a_misspelt_home_when_the_proposal_is_confirmed_then_it_is_taken(at, answer):
    citizen = await at("alamat")
    said = await citizen.says("tebett jaksel")
    assert said.titles == ["Tebet"]

    said = await citizen.says(answer)

    assert (await citizen.slots())["alamat"] == TEBET


async def test_given_only_a_town_when_the_district_follows_then_both_are_joined(at):
    citizen = await at("alamat")
    said = await citizen.says("jakarta timur")
    assert said.uttered == ["utter_ask_kecamatan"]

    await citizen.says("cakung")

    assert (await citizen.slots())["alamat"] == CAKUNG


async def test_given_a_name_of_several_towns_when_told_then_they_are_offered(at):
    citizen = await at("alamat")

    said = await citizen.says("bekasi")

    assert said.uttered == ["utter_pilih_alamat"]
    assert said.titles == ["Kota Bekasi", "Kabupaten Bekasi"]


async def test_given_a_shared_location_when_sent_then_the_districts_around_are_offered(at):
    citizen = await at("alamat")

    said = await citizen.says("#lokasi=-6.229000,106.848000")

    assert said.titles[0] == "Tebet"
    await citizen.taps("Tebet")
    assert (await citizen.slots())["alamat"] == TEBET


@pytest.mark.parametrize(
    ("typed", "explained"),
    [("jawa barat", "utter_alamat_provinsi"), ("jalan mawar nomor 3", "utter_salah_alamat")],
)
async def test_given_the_home_question_when_it_names_no_district_then_help_is_given(
    at, typed, explained
):
    citizen = await at("alamat")

    said = await citizen.says(typed)

    assert said.uttered == [explained, "utter_ask_alamat"]


async def test_given_a_registration_when_another_person_is_named_then_nobody_is_mixed_up(at):
    citizen = await at("konfirmasi")
    before = await citizen.slots()

    said = await citizen.says(
        f"daftarkan ibu saya juga namanya Sri Contoh nik {nik_number(9055, date(1955, 3, 15))}"
    )

    assert said.uttered[0] == "utter_satu_per_satu"
    after = await citizen.slots()
    assert (after["nik"], after["nama"]) == (before["nik"], before["nama"])


@pytest.mark.parametrize("place", ["tebet", "semarang tengah"])
async def test_given_the_name_question_when_a_place_is_told_then_it_is_no_name(at, place):
    citizen = await at("nama")

    said = await citizen.says(place)

    assert said.uttered == ["utter_nama_tempat", "utter_ask_nama"]


async def test_given_the_summary_when_illness_is_told_then_health_is_asked_again(at, records):
    citizen = await at("konfirmasi")

    said = await citizen.says("sekarang saya demam tinggi")

    assert said.uttered == ["utter_gejala", "utter_ask_skrining"]
    assert records.bookings() == []


async def test_given_a_form_when_a_button_of_another_question_is_tapped_then_it_is_said(at):
    citizen = await at("alamat")

    said = await citizen.says("#faskes=JKT-CAKUNG-01")

    assert said.uttered == ["utter_tombol_lama_isian", "utter_ask_alamat"]
