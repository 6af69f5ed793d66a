"""Where and when: nearest first, by name, district, location, page, day and hour."""

from __future__ import annotations

import re

import pytest

from tests.conversations.journey import TEBET_SITE, WEDNESDAY_SESSION


async def test_given_a_home_when_sites_are_offered_then_the_one_at_home_is_first(at):
    citizen = await at("faskes")

    assert citizen.last.titles[0] == "Puskesmas Tebet"
    assert citizen.last.titles[-2:] == ["Lokasi lainnya", "Jadwal nanti"]
    assert len(citizen.last.titles) == 10


@pytest.mark.parametrize("typed", ["rs contoh menteng", "menteng", "RS conto menteng"])
async def test_given_the_site_question_when_a_site_is_named_then_it_is_chosen(at, typed):
    citizen = await at("faskes")

    said = await citizen.says(typed)

    assert said.uttered == ["utter_ask_sesi"]
    assert (await citizen.slots())["faskes"] == "JKT-MENTENG-01"


async def test_given_the_site_question_when_another_town_is_named_then_its_sites_come_first(at):
    citizen = await at("faskes")

    said = await citizen.says("di bandung ada?")

    assert said.uttered == ["utter_ask_faskes"]
    assert said.titles[0] == "Sentra Contoh Wetan"
    assert (await citizen.slots())["alamat"] == "31.74.01"


async def test_given_the_site_question_when_a_district_with_one_site_is_named_then_it_is_chosen(at):
    citizen = await at("faskes")

    said = await citizen.says("di cakung aja")

    assert "Puskesmas Cakung" in said.text


async def test_given_the_site_question_when_a_location_is_shared_then_the_nearest_is_first(at):
    citizen = await at("faskes")

    said = await citizen.says("#lokasi=-6.183000,106.950000")

    assert said.titles[0] == "Puskesmas Cakung"


async def test_given_a_shared_location_when_sites_are_offered_then_their_distance_is_told(at):
    citizen = await at("faskes")

    said = await citizen.says("#lokasi=-6.183000,106.950000")

    first = said.buttons[0]["description"]
    assert re.fullmatch(r"\d,\d km · mulai \w{3}, \d+ \w{3} · [\d.]+ kursi", first)


async def test_given_a_chosen_site_when_a_location_is_shared_then_the_nearest_are_offered_anew(at):
    citizen = await at("sesi")

    said = await citizen.says("#lokasi=-6.183000,106.950000")

    assert said.uttered == ["utter_ask_faskes"]
    assert said.titles[0] == "Puskesmas Cakung"


async def test_given_the_site_question_when_a_landmark_is_named_then_sites_near_it_come_first(at):
    citizen = await at("faskes")

    said = await citizen.says("yg dekat stasiun jatinegara ada?")

    assert said.uttered == ["utter_ask_faskes"]
    slots = await citizen.slots()
    assert (slots["lokasi_dicari"], slots["alamat"]) == ("31.75.01", "31.74.01")


async def test_given_the_next_page_of_sites_when_a_number_is_typed_then_it_counts_that_page(
    at, programme
):
    citizen = await at("faskes")
    first_page = citizen.last.titles
    said = await citizen.taps("Lokasi lainnya")
    assert not set(first_page[:-2]) & set(said.titles[:-2])
    meant = said.payload(said.titles[0]).removeprefix("#faskes=")

    await citizen.says("1")

    assert (await citizen.slots())["faskes"] == meant


async def test_given_the_last_page_of_sites_when_it_ends_then_other_districts_can_be_named(at):
    citizen = await at("faskes")
    while "Lokasi lainnya" in citizen.last.titles:
        await citizen.taps("Lokasi lainnya")

    said = await citizen.says("tebet")

    assert "Puskesmas Tebet" in said.text


async def test_given_the_site_question_when_no_site_is_named_then_the_list_comes_again(at):
    citizen = await at("faskes")

    said = await citizen.says("ga tau")

    assert said.uttered == ["utter_salah_faskes", "utter_ask_faskes"]


async def test_given_the_site_question_when_day_and_hour_are_told_too_then_the_summary_follows(at):
    citizen = await at("faskes")

    said = await citizen.says("besok pagi di puskesmas tebet")

    assert said.uttered == ["utter_ask_konfirmasi"]
    assert (await citizen.slots())["sesi"] == f"{TEBET_SITE}-20270302-0800"


@pytest.mark.parametrize(
    ("typed", "session"),
    [
        ("lusa jam 8", "20270303-0800"),
        ("sabtu pagi", "20270306-0800"),
        ("sbtu jam 10", "20270306-1000"),
        ("rebo jam sepuluh", "20270303-1000"),
        ("3 maret jam 8 pagi", "20270303-0800"),
        ("2", "20270302-0800"),
    ],
)
async def test_given_the_session_question_when_day_and_hour_are_typed_then_it_is_chosen(
    at, typed, session
):
    citizen = await at("sesi")

    said = await citizen.says(typed)

    assert said.uttered == ["utter_ask_konfirmasi"]
    assert (await citizen.slots())["sesi"] == f"{TEBET_SITE}-{session}"


async def test_given_the_session_question_when_only_a_day_is_typed_then_its_hours_are_offered(at):
    citizen = await at("sesi")

    said = await citizen.says("sabtu")

    assert said.titles == ["Sab, 6 Mar 08.00", "Sab, 6 Mar 10.00", "Tempat lain"]


async def test_given_a_day_when_the_hour_follows_then_both_are_joined(at):
    citizen = await at("sesi")
    await citizen.says("sabtu")

    await citizen.says("jam 10")

    assert (await citizen.slots())["sesi"] == f"{TEBET_SITE}-20270306-1000"


async def test_given_a_day_without_sessions_when_typed_then_the_others_are_offered(at):
    citizen = await at("sesi")

    said = await citizen.says("minggu")

    assert said.uttered == ["utter_ask_sesi_lain"]
    assert said.titles[0] == "Sen, 1 Mar 10.00"


async def test_given_other_days_than_asked_for_when_a_number_is_typed_then_that_row_is_taken(at):
    citizen = await at("sesi")
    await citizen.says("minggu")

    await citizen.says("2")

    assert (await citizen.slots())["sesi"] == f"{TEBET_SITE}-20270302-0800"


async def test_given_the_session_question_when_later_is_tapped_then_the_next_page_follows(at):
    citizen = await at("sesi")
    first_page = citizen.last.titles

    said = await citizen.taps("Hari berikutnya")

    assert not set(first_page[:-2]) & set(said.titles[:-2])


async def test_given_the_session_question_when_another_site_is_tapped_then_sites_are_offered(at):
    citizen = await at("sesi")

    said = await citizen.taps("Tempat lain")

    assert said.uttered == ["utter_ask_faskes"]


@pytest.mark.parametrize("typed", ["terserah", "99"])
async def test_given_the_session_question_when_no_time_is_named_then_an_example_is_given(at, typed):
    citizen = await at("sesi")

    said = await citizen.says(typed)

    assert said.uttered == ["utter_salah_sesi", "utter_ask_sesi"]


async def test_given_a_full_session_when_sessions_are_offered_then_it_is_missing(at, records):
    records.fill(WEDNESDAY_SESSION)
    citizen = await at("faskes")

    said = await citizen.taps("Puskesmas Tebet")

    assert "Rab, 3 Mar 08.00" not in said.titles
    assert "Rab, 3 Mar 10.00" in said.titles


NOT_FOR_WHEELCHAIRS = "JKT-PENJARINGAN-01"


async def test_given_a_wheelchair_when_told_at_the_site_question_then_only_fitting_sites_remain(
    at, programme
):
    nearby = "#lokasi=-6.130000,106.789000"
    citizen = await at("faskes")
    said = await citizen.says(nearby)
    assert said.payload("Puskesmas Penjaringan") == f"#faskes={NOT_FOR_WHEELCHAIRS}"
    citizen = await at("faskes")
    await citizen.says("saya pakai kursi roda")

    said = await citizen.says(nearby)

    assert said.uttered == ["utter_ask_faskes"]
    offered = [b["payload"].removeprefix("#faskes=") for b in said.buttons[:8]]
    assert NOT_FOR_WHEELCHAIRS not in offered
    assert all(programme.site(site_id).wheelchair for site_id in offered)


async def test_given_a_wheelchair_when_told_at_the_beginning_then_it_is_not_forgotten(citizen):
    await citizen.says("mau daftar vaksin, saya pakai kursi roda")

    assert (await citizen.slots())["kursi_roda"] is True


async def test_given_the_site_question_when_the_day_is_to_be_chosen_later_then_it_is_recorded(
    at, records
):
    citizen = await at("faskes")
    said = await citizen.taps("Jadwal nanti")
    assert said.uttered == ["utter_ask_konfirmasi"]
    assert "Jadwal: *dipilih nanti*" in said.text

    said = await citizen.says("ya")

    assert said.uttered == ["utter_data_tercatat"]
    assert "Ibu Contoh Warga" in said.text
    assert records.people() == ["Contoh Warga"]
    assert records.bookings() == []


async def test_given_a_day_to_be_chosen_later_when_a_place_is_named_after_all_then_it_is_asked(at):
    citizen = await at("faskes")
    await citizen.taps("Jadwal nanti")

    said = await citizen.says("besok jam 8 aja deh")

    assert said.question in ("utter_ask_faskes", "utter_ask_konfirmasi")
    assert "dipilih nanti" not in said.text
