"""The doses had before: told at once or step by step, and what the rules make of them."""

from __future__ import annotations

import pytest

from tests.conversations.journey import TEBET_SITE
from vaksin.people.decisions import DecidedBy

PFIZER_IN_AUGUST = {"ke": 2, "merek": "pfizer", "tanggal": "2022-08-31"}


async def _finish(citizen, *answers):
    for answer in answers:
        await citizen.says(answer)
    return citizen.last


@pytest.mark.parametrize("typed", ["belum pernah", "blm pernah sama sekali kak", "0", "#riwayat=0"])
async def test_given_the_question_when_there_was_no_dose_then_nothing_more_is_asked_of_it(
    at, typed
):
    citizen = await at("riwayat")

    said = await citizen.says(typed)

    assert said.uttered == ["utter_ask_alamat"]
    assert (await citizen.slots())["riwayat"] == []


async def test_given_a_number_when_tapped_then_brand_and_day_of_the_newest_are_asked(at):
    citizen = await at("riwayat")
    said = await citizen.taps("2 kali")
    assert said.uttered == ["utter_ask_riwayat_terakhir"]
    assert "Ibu Contoh Warga" in said.text

    said = await citizen.says("pfizer agustus 2022")

    assert said.uttered == ["utter_ask_alamat"]
    assert (await citizen.slots())["riwayat"][-1] == PFIZER_IN_AUGUST


@pytest.mark.parametrize(
    "typed",
    ["udah 2x, terakhir pfizer agustus 2022", "2 kali, yang terakhir pfizer tgl 31 agustus 2022"],
)
async def test_given_the_question_when_all_is_told_at_once_then_nothing_more_is_asked(at, typed):
    citizen = await at("riwayat")

    said = await citizen.says(typed)

    assert said.uttered == ["utter_ask_alamat"]
    assert (await citizen.slots())["riwayat"] == [
        {"ke": 1, "merek": None, "tanggal": None},
        PFIZER_IN_AUGUST,
    ]


async def test_given_a_brand_without_a_day_then_months_are_offered(at):
    citizen = await at("riwayat")
    await citizen.taps("1 kali")
    said = await citizen.says("sinovac")
    assert said.uttered == ["utter_ask_riwayat_kapan"]
    assert said.titles == [
        "Lebih dari 6 bulan",
        "Maret 2027",
        "Februari 2027",
        "Januari 2027",
        "Desember 2026",
        "November 2026",
        "Oktober 2026",
        "September 2026",
    ]

    said = await citizen.taps("Januari 2027")

    assert said.uttered == ["utter_ask_alamat"]
    (dose,) = (await citizen.slots())["riwayat"]
    assert dose == {"ke": 1, "merek": "sinovac", "tanggal": "2027-01-31"}


async def test_given_a_dose_long_ago_when_tapped_then_every_waiting_time_is_over(at):
    citizen = await at("riwayat")

    said = await _finish(citizen, "3 kali", "sinovac", "lebih dari 6 bulan")

    assert said.uttered == ["utter_ask_alamat"]


async def test_given_a_month_that_was_not_offered_when_tapped_then_it_is_asked_again(at):
    citizen = await at("riwayat")
    await _finish(citizen, "1 kali", "sinovac")

    said = await citizen.says("#riwayat=2031-01-31")

    assert said.uttered == ["utter_salah_riwayat", "utter_ask_riwayat_kapan"]


async def test_given_a_day_without_a_brand_then_the_brand_is_asked_and_may_be_forgotten(at):
    citizen = await at("riwayat")
    await citizen.taps("2 kali")
    said = await citizen.says("agustus 2022")
    assert said.uttered == ["utter_ask_riwayat_merek"]

    said = await citizen.says("lupa mereknya")

    assert said.uttered == ["utter_ask_alamat"]
    assert (await citizen.slots())["riwayat"][-1]["merek"] is None


async def test_given_half_an_answer_when_something_else_is_asked_then_that_half_is_kept(at):
    citizen = await at("riwayat")
    await citizen.taps("2 kali")

    said = await citizen.says("vaksinnya halal ga?")

    assert said.uttered[0] == "utter_info_vaksin/halal"
    assert said.uttered[-1] == "utter_ask_riwayat_terakhir"


async def test_given_no_answer_when_typed_then_an_example_is_given(at):
    citizen = await at("riwayat")

    said = await citizen.says("anu begitulah")

    assert said.uttered == ["utter_salah_riwayat", "utter_ask_riwayat_lahir"]


async def test_given_two_doses_when_registered_then_the_booster_is_booked(at, records):
    citizen = await at("riwayat")
    said = await _finish(
        citizen,
        "2 kali, terakhir pfizer agustus 2022",
        "tebet jaksel",
        "#kelompok=lainnya",
        "tidak ada",
        f"#faskes={TEBET_SITE}",
        "rabu jam 8",
    )
    assert "Riwayat vaksin: 2 kali, terakhir Pfizer (Comirnaty), Agustus 2022" in said.text
    assert "booster pertama" in said.text

    said = await citizen.says("ya")

    assert said.uttered == ["utter_tiket"]
    assert "dosis 3" in said.text
    assert [booking.dose for booking in records.bookings()] == [3]


async def test_given_a_dose_three_weeks_ago_then_only_days_after_the_waiting_time_are_offered(at):
    # 28 days between the primary doses (KMK HK.01.07/MENKES/2193/2023).
    citizen = await at("riwayat")

    said = await _finish(
        citizen,
        "1 kali, sinovac 5 februari 2027",
        "tebet jaksel",
        "#kelompok=lainnya",
        "tidak ada",
        f"#faskes={TEBET_SITE}",
    )

    assert said.titles[0] == "Jum, 5 Mar 08.00"


async def test_given_a_dose_last_week_then_the_person_is_told_from_when_and_promised_news(
    at, records, programme
):
    citizen = await at("riwayat")
    said = await _finish(
        citizen, "1 kali, sinovac 20 februari 2027", "tebet jaksel", "#kelompok=lainnya"
    )
    assert said.question == "utter_ask_konfirmasi"
    assert "menunggu sampai *Sabtu, 20 Maret 2027*" in said.text
    assert "Kursi kami simpan" not in said.text

    said = await citizen.says("ya")

    assert said.uttered == ["utter_tunda_sampai"]
    assert "Ibu Contoh Warga" in said.text
    assert "*Sabtu, 20 Maret 2027*" in said.text
    (standing,) = programme.standings(citizen.id)
    assert standing.decision.decided_by is DecidedBy.SCREENING
    assert standing.decision.until.isoformat() == "2027-03-20"
    assert records.bookings() == []


async def test_given_a_postponed_dose_when_the_history_is_corrected_then_health_is_asked(
    at,
):
    citizen = await at("riwayat")
    await _finish(
        citizen, "1 kali, sinovac 20 februari 2027", "tebet jaksel", "#kelompok=lainnya", "ubah"
    )
    await citizen.taps("Riwayat vaksin")
    await citizen.taps("1 kali")

    said = await citizen.says("sinovac 20 januari 2027")

    assert said.question == "utter_ask_skrining"


async def test_given_five_doses_then_it_is_said_that_none_is_missing_and_nothing_is_kept(
    at, records
):
    citizen = await at("riwayat")

    said = await citizen.says("5 kali, terakhir indovac januari 2024")

    assert said.uttered == ["utter_dosis_lengkap"]
    assert "Ibu Contoh Warga" in said.text
    assert records.nothing_registered()
    assert records.drafts() == []


async def test_given_a_forgotten_brand_that_the_rules_need_then_an_officer_gets_it(
    pandemic, at, records
):
    # Before 2024 the next brand depended on the last one (KMK HK.01.07/MENKES/6688/2021).
    citizen = await at("riwayat")

    said = await _finish(citizen, "2 kali", "april 2023", "lupa")

    assert said.uttered == ["utter_perlu_petugas"]
    ((_, words),) = records.requests()
    assert "Contoh Warga" in words
    assert records.drafts() == []


async def test_given_the_summary_when_the_history_is_changed_then_the_new_dose_is_shown(at):
    citizen = await at("konfirmasi")
    assert "Riwayat vaksin: belum pernah" in citizen.last.text
    await citizen.says("riwayatnya salah")
    if citizen.last.uttered == ["utter_pilih_bagian"]:
        await citizen.taps("Riwayat vaksin")

    said = await _finish(citizen, "2 kali, terakhir pfizer agustus 2022", "rabu jam 8")

    assert said.uttered == ["utter_ask_konfirmasi"]
    assert "booster pertama" in said.text
