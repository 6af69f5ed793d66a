"""Mending data: which person, which part, the right value, shown back and saved at once."""

from __future__ import annotations

import pytest

from tests.conversations.journey import WEDNESDAY_SESSION


@pytest.fixture
def details(programme):
    """Return a function that tells what is on file about the people of a citizen, by name."""

    def details(citizen):
        people = [s.registration.person for s in programme.standings(citizen.id)]
        return {person.name: person for person in people}

    return details


async def test_given_a_wrong_name_when_the_right_one_is_agreed_to_then_it_is_saved_at_once(
    citizen, book, details, records
):
    book(citizen, name="Sity Contoh")
    said = await citizen.says("/perbaiki_data")
    assert said.uttered == ["utter_ask_bagian"]
    assert "Ibu Sity Contoh" in said.text

    said = await citizen.taps("Nama")
    assert said.uttered == ["utter_ask_nama_benar"]
    assert "Ibu Sity Contoh" in said.text
    said = await citizen.says("Siti Contoh")
    assert said.uttered == ["utter_ask_simpan_perbaikan"]
    assert "*Sity Contoh*" in said.text
    assert "*Siti Contoh*" in said.text
    said = await citizen.taps("Ya, benar")

    assert said.uttered == ["utter_perbaikan_disimpan"]
    assert list(details(citizen)) == ["Siti Contoh"]
    assert records.corrections() == ["nama"]


async def test_given_a_message_that_names_the_part_then_its_value_is_asked_for_at_once(
    citizen, book
):
    book(citizen)

    said = await citizen.says("alamat saya masih alamat lama, mau diperbaiki")

    assert said.uttered == ["utter_ask_alamat"]
    assert "Ibu Contoh Warga" in said.text


async def test_given_a_moved_person_when_the_new_home_is_told_then_it_is_saved(
    citizen, book, details
):
    book(citizen)
    await citizen.says("/perbaiki_data")
    await citizen.says("alamat")
    said = await citizen.says("Menteng, Jakarta Pusat")
    assert said.uttered == ["utter_ask_simpan_perbaikan"]
    assert "Menteng" in said.text

    await citizen.says("ya")

    assert details(citizen)["Contoh Warga"].district_code == "31.71.06"


@pytest.mark.parametrize(
    "typed", ["0812 0000 9001", "+62 812-0000-9001", "nomornya 081200009001 kak"]
)
async def test_given_a_phone_however_written_then_it_is_kept_in_one_form(
    citizen, book, details, typed
):
    book(citizen)
    await citizen.says("/perbaiki_data")
    said = await citizen.taps("Nomor HP")
    assert said.uttered == ["utter_ask_nomor_hp_baru"]
    await citizen.says(typed)

    said = await citizen.says("ya")

    assert said.uttered == ["utter_perbaikan_disimpan"]
    assert details(citizen)["Contoh Warga"].phone == "+6281200009001"


async def test_given_no_phone_number_when_typed_then_it_is_explained_and_asked_again(citizen, book):
    book(citizen)
    await citizen.says("/perbaiki_data")
    await citizen.taps("Nomor HP")

    said = await citizen.says("12345")

    assert said.uttered == ["utter_salah_nomor_hp_baru", "utter_ask_nomor_hp_baru"]


async def test_given_a_birth_date_that_disagrees_with_the_nik_then_an_officer_gets_it(
    citizen, book, details, records
):
    book(citizen)
    await citizen.says("/perbaiki_data")
    await citizen.taps("Tanggal lahir")
    said = await citizen.says("16 Juni 1985")
    assert said.uttered == ["utter_ask_simpan_perbaikan"]
    assert "16 Juni 1985" in said.text

    said = await citizen.says("ya")

    assert said.uttered == ["utter_perbaikan_perlu_petugas"]
    assert details(citizen)["Contoh Warga"].birth_date.day == 15
    assert [kind for kind, _ in records.requests()] == ["perbaikan_data"]


async def test_given_a_wrong_nik_then_only_an_officer_changes_it(citizen, book, records):
    book(citizen)
    await citizen.says("/perbaiki_data")

    said = await citizen.says("NIK")

    assert said.uttered == ["utter_perbaikan_nik"]
    ((kind, words),) = records.requests()
    assert (kind, "Contoh Warga" in words) == ("perbaikan_data", True)


async def test_given_a_nik_that_others_use_then_an_officer_looks_and_the_seat_stays(
    citizen, book, records
):
    book(citizen)
    await citizen.says("/perbaiki_data")

    said = await citizen.taps("NIK dipakai orang lain")

    assert said.uttered == ["utter_perbaikan_nik_dipakai"]
    assert [kind for kind, _ in records.requests()] == ["identitas"]
    assert records.seats_taken(WEDNESDAY_SESSION) == 1


async def test_given_something_else_then_the_words_go_to_an_officer(citizen, book, records):
    book(citizen)
    await citizen.says("/perbaiki_data")
    said = await citizen.taps("Lainnya")
    assert said.uttered == ["utter_ask_isi_perbaikan"]

    said = await citizen.says("jenis kelamin tertulis laki-laki, yang benar perempuan")

    assert said.uttered == ["utter_perbaikan_tersimpan"]
    ((kind, words),) = records.requests()
    assert kind == "perbaikan_data"
    assert words.endswith("jenis kelamin tertulis laki-laki, yang benar perempuan")


async def test_given_a_family_then_it_is_asked_whose_data_is_wrong(family):
    said = await family.says("/perbaiki_data")
    assert said.uttered == ["utter_ask_perbaikan_siapa"]
    assert said.titles == ["Budi Contoh", "Siti Contoh"]

    said = await family.says("siti")

    assert said.uttered == ["utter_ask_bagian"]
    assert "Siti Contoh" in said.text


async def test_given_a_family_when_the_relation_is_named_then_nobody_is_asked_for(family):
    said = await family.says("nama ibu saya salah ketik, tolong diperbaiki")

    assert said.uttered == ["utter_ask_nama_benar"]
    assert "Siti Contoh" in said.text


async def test_given_a_value_that_was_mistyped_then_it_can_be_written_again(citizen, book, details):
    book(citizen)
    await citizen.says("/perbaiki_data")
    await citizen.taps("Nama")
    await citizen.says("Sitti Contoh")

    said = await citizen.taps("Tulis lagi")
    assert said.uttered == ["utter_ask_nama_benar"]
    await citizen.says("Siti Contoh")
    await citizen.taps("Ya, benar")

    assert list(details(citizen)) == ["Siti Contoh"]


@pytest.mark.parametrize(
    ("answer", "uttered"),
    [("Tidak jadi", "utter_perbaikan_batal"), ("stop", "utter_dihentikan")],
)
async def test_given_the_value_shown_when_refused_then_nothing_is_changed(
    citizen, book, details, records, answer, uttered
):
    book(citizen)
    await citizen.says("/perbaiki_data")
    await citizen.taps("Nama")
    await citizen.says("Budi Contoh")

    said = await citizen.says(answer)

    assert said.uttered[0] == uttered
    assert list(details(citizen)) == ["Contoh Warga"]
    assert records.corrections() == []


async def test_given_an_old_button_of_another_value_then_it_saves_nothing(citizen, book, details):
    book(citizen)
    await citizen.says("/perbaiki_data")
    await citizen.taps("Nama")
    await citizen.says("Siti Satu")
    old = citizen.last.payload("Ya, benar")
    await citizen.taps("Tulis lagi")
    await citizen.says("Siti Dua")

    await citizen.says(old)

    assert list(details(citizen)) == ["Contoh Warga"]


async def test_given_a_question_in_between_then_it_is_answered_and_the_form_goes_on(citizen, book):
    book(citizen)
    await citizen.says("/perbaiki_data")
    await citizen.taps("Nomor HP")

    said = await citizen.says("efek samping vaksin apa aja ya kak?")

    assert said.uttered[0] == "utter_info_vaksin/efek_samping"
    assert said.uttered[-1] == "utter_ask_nomor_hp_baru"


async def test_given_the_open_form_when_something_else_is_wanted_then_it_is_finished_first(
    citizen, book
):
    book(citizen)
    await citizen.says("/perbaiki_data")

    said = await citizen.says("/hapus_data")

    assert said.uttered == ["utter_selesaikan_dulu", "utter_ask_bagian"]


async def test_given_words_that_name_no_part_then_the_list_comes_again(citizen, book):
    book(citizen)
    await citizen.says("/perbaiki_data")

    said = await citizen.says("9")

    assert said.uttered == ["utter_salah_bagian", "utter_ask_bagian"]


async def test_given_a_turn_run_twice_then_the_correction_is_recorded_once(citizen, book, records):
    book(citizen)
    await citizen.says("/perbaiki_data")
    await citizen.taps("Nama")
    await citizen.says("Siti Contoh")

    first, again = await citizen.says_in_a_turn_run_twice("ya")

    assert first.shown == again.shown
    assert records.corrections() == ["nama"]


# "Bukan saya"


async def test_given_the_schedule_then_it_names_what_everybody_is_and_how_to_object(family):
    said = await family.says("cek jadwal")

    assert "*Budi Contoh* (Bapak/Ibu sendiri)" in said.text
    assert "*Siti Contoh* (ibu)" in said.text
    assert (await family.taps("Ada yang salah")).uttered == ["utter_ask_perbaikan_siapa"]


async def test_given_a_stranger_when_disputed_then_they_are_gone_but_the_seat_stays(
    family, records, details
):
    await family.says("/perbaiki_data")
    await family.says("Siti Contoh")
    said = await family.taps("Bukan orang saya")
    assert said.uttered == ["utter_ask_bukan_saya"]
    assert "Siti Contoh" in said.text

    said = await family.taps("Ya, benar")

    assert said.uttered == ["utter_bukan_saya_dicatat"]
    assert list(details(family)) == ["Budi Contoh"]
    assert records.seats_taken(WEDNESDAY_SESSION) == 2
    ((kind, words),) = records.requests()
    assert (kind, "Siti Contoh" in words) == ("sengketa", True)


async def test_given_a_dispute_when_taken_back_then_nothing_happens(citizen, book, details):
    book(citizen)
    await citizen.says("/perbaiki_data")
    await citizen.says("saya tidak kenal orang ini")

    said = await citizen.says("tidak jadi")

    assert said.uttered[0] in ("utter_perbaikan_batal", "utter_dihentikan")
    assert list(details(citizen)) == ["Contoh Warga"]


async def test_given_a_dispute_run_twice_then_it_has_one_number(citizen, book, records):
    book(citizen)
    await citizen.says("/perbaiki_data")
    await citizen.taps("Bukan orang saya")

    first, again = await citizen.says_in_a_turn_run_twice("ya")

    assert first.text == again.text
    assert len(records.requests()) == 1
