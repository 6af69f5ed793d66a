"""Specification of what the FAQ answers repeat from ``content/``: both say the same.

A failing test names the answer that must be mended. The answers are compared with the newest
rules, those without a last day: whoever writes a rule that begins next month learns at once which
answers will be wrong.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
import yaml

from vaksin.booking.sites import load_sites
from vaksin.eligibility.groups import OTHERS, groups_on
from vaksin.eligibility.screening import screening_on
from vaksin.eligibility.vaccines import load_boosters, load_vaccines, vaccines_in_use
from vaksin.identity.nik import Sex
from vaksin.service import load_service

ROOT = Path(__file__).resolve().parents[3]
ANSWERS_FILE = ROOT / "data" / "responses" / "info_vaksin.yml"
PREFIX = "utter_info_vaksin/"
# Only rules without a last day are in force then.
NEWEST = date.max

RESPONSES = yaml.safe_load(ANSWERS_FILE.read_text(encoding="utf-8"))["responses"]
TEXTS = {name.removeprefix(PREFIX): found[0]["text"] for name, found in RESPONSES.items()}
TOPICS = tuple(TEXTS)
IN_USE = vaccines_in_use(NEWEST)
SERVICE = load_service()

TOPICS_NAMING_THE_VACCINES = ("jenis", "halal", "efek_samping", "dosis_interval")
TOPICS_LISTING_THE_GROUPS = ("syarat", "biaya", "tahapan")
# How the answers say each group that is vaccinated free of charge.
GROUPS_IN_WORDS = {
    "lansia": "lansia",
    "ibu_hamil": "ibu hamil",
    "nakes": "tenaga kesehatan garda terdepan",
    "dewasa_komorbid": "dewasa muda dengan penyakit penyerta atau kegemukan berat",
    "imunokompromais": "usia {age} tahun ke atas yang daya tahan tubuhnya lemah",
}
# What to bring, in the order of service.yml, by the word that names it there and in the answer.
BROUGHT = ("ktp", "bukti vaksin", "tiket", "obat")
OLD_BRANDS = re.compile(r"merek lama|tidak beredar", re.IGNORECASE)


def brand(vaccine):
    """Return the name as people say it: "Sinovac (CoronaVac)" is Sinovac."""
    return vaccine.name.split(" (")[0]


BRANDS_IN_USE = {brand(vaccine) for vaccine in IN_USE}
FORMER_BRANDS = {brand(vaccine) for vaccine in load_vaccines()} - BRANDS_IN_USE


def named(brands, text):
    return {name for name in brands if re.search(rf"\b{name}\b", text)}


def items(age):
    return {item.id: item for sex in Sex for item in screening_on(NEWEST, age, sex).items}


def only(values):
    """Return the one value that all have in common."""
    (value,) = set(values)
    return value


# ---- Vaccines -----------------------------------------------------------------------------------


@pytest.mark.parametrize("topic", TOPICS_NAMING_THE_VACCINES)
def test_all_vaccines_in_use_are_named(topic):
    assert named(BRANDS_IN_USE, TEXTS[topic]) == BRANDS_IN_USE


@pytest.mark.parametrize("topic", TOPICS)
def test_a_former_brand_is_called_one_and_never_mixed_with_those_in_use(topic):
    for paragraph in TEXTS[topic].split("\n\n"):
        former = named(FORMER_BRANDS, paragraph)
        if former:
            assert OLD_BRANDS.search(paragraph), former
            assert not named(BRANDS_IN_USE, paragraph)


@pytest.mark.parametrize("topic", ["jenis", "dosis_interval"])
def test_number_and_interval_of_the_first_injections(topic):
    doses = only(vaccine.doses for vaccine in IN_USE)
    days = only(rule.days for v in IN_USE for rule in v.intervals if rule.period.end is None)
    said = re.findall(r"(\d+) kali dengan jarak \*?(\d+) hari", TEXTS[topic])
    assert said == [(str(doses), str(days))]


def test_months_before_each_booster():
    primary = only(vaccine.doses for vaccine in IN_USE)
    rules = {
        (primary + rule.number - 1, primary + rule.number, rule.months)
        for rule in load_boosters()
        if rule.period.end is None
    }
    lines = re.findall(r"dari suntikan (\d) ke (\d): (\d+) bulan", TEXTS["booster"])
    assert {tuple(map(int, line)) for line in lines} == rules


@pytest.mark.parametrize("topic", ["syarat", "anak"])
def test_youngest_age_that_can_be_registered(topic):
    usages = [usage for v in IN_USE for usage in v.usage if usage.period.end is None]
    youngest = min(usage.minimum_age for usage in usages)
    said = re.search(r"(?:di sini|mendaftar usia) \*?(\d+) tahun ke atas", TEXTS[topic])
    assert said
    assert int(said[1]) == youngest


# ---- Groups -------------------------------------------------------------------------------------


def test_every_free_group_has_words():
    assert {group.id for group in groups_on(NEWEST) if group.free} == set(GROUPS_IN_WORDS)


@pytest.mark.parametrize("topic", TOPICS_LISTING_THE_GROUPS)
def test_free_groups_are_all_listed(topic):
    for group in groups_on(NEWEST):
        if group.free:
            words = GROUPS_IN_WORDS[group.id].format(age=group.minimum_age)
            assert words in TEXTS[topic]


@pytest.mark.parametrize("topic", [*TOPICS_LISTING_THE_GROUPS, "booster"])
def test_others_pay_themselves(topic):
    assert not only(group.free for group in groups_on(NEWEST) if group.id == OTHERS)
    assert re.search(r"(mem|di)bayar sendiri", TEXTS[topic])


@pytest.mark.parametrize("topic", ["anak", *TOPICS_LISTING_THE_GROUPS])
def test_age_from_which_weak_immunity_counts(topic):
    group = only(group for group in groups_on(NEWEST) if group.id == "imunokompromais")
    assert GROUPS_IN_WORDS[group.id].format(age=group.minimum_age) in TEXTS[topic]


def test_age_of_the_elderly():
    group = only(group for group in groups_on(NEWEST) if group.id == "lansia")
    assert f"{group.minimum_age} tahun ke atas" in TEXTS["lansia"]


# ---- Health questions ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "illness"), [("covid_ringan", "sakit ringan atau sedang"), ("covid_berat", "berat")]
)
def test_months_after_covid(item, illness):
    assert f"{illness}: tunggu *{items(30)[item].months} bulan*" in TEXTS["penyintas"]


@pytest.mark.parametrize("topic", ["komorbid", "lansia"])
def test_highest_blood_pressure(topic):
    limit = re.search(r"\d+/\d+", items(30)["penyakit_kambuh"].description)
    assert limit
    assert set(re.findall(r"\d{3}/\d+", TEXTS[topic])) == {limit[0]}


def test_highest_temperature():
    limit = re.search(r"\d+,\d", items(30)["demam"].description)
    assert limit
    assert f"di atas {limit[0]} derajat" in TEXTS["komorbid"]


def test_earliest_week_of_pregnancy():
    week = re.search(r"\d+ minggu", items(30)["hamil"].label)
    assert week
    assert f"mulai {week[0]}" in TEXTS["hamil_menyusui"]


def test_time_after_other_vaccines_of_children():
    weeks = items(8)["vaksin_lain_2_minggu"].days // 7
    months = items(15)["vaksin_lain_1_bulan"].months
    assert f"{weeks} minggu untuk usia 6-11 tahun" in TEXTS["anak"]
    assert f"{months} bulan untuk usia 12-17 tahun" in TEXTS["anak"]


# ---- Service and sites --------------------------------------------------------------------------


def test_minutes_to_wait_after_the_injection():
    rule = SERVICE.observation_on(NEWEST)
    assert rule
    said = f"Tunggu {rule.minutes} menit di tempat vaksin, {rule.minutes_with_symptoms} menit bila"
    assert said in TEXTS["efek_samping"]


def test_everything_to_bring_is_named():
    assert len(SERVICE.bring) == len(BROUGHT)
    for thing, word in zip(SERVICE.bring, BROUGHT, strict=True):
        assert word in thing.lower()
        assert word in TEXTS["syarat"].lower()


def test_who_sees_the_data_is_told_as_in_the_consent():
    seen = re.search(r"\*Yang melihat:\* (petugas[^.]+)\.", SERVICE.consent_text)
    assert seen
    assert seen[1].lower() in TEXTS["privasi"].lower()


def test_the_commands_over_ones_data_are_those_of_the_consent():
    rights = re.search(r"\*Hak Bapak/Ibu\*([^\n]+)", SERVICE.consent_text)
    commands = re.findall(r"\*([a-z ]+)\*", rights[1] if rights else "")
    assert commands
    assert [command for command in commands if f"*{command}*" not in TEXTS["privasi"]] == []


def test_the_district_of_the_example_has_a_site():
    example = re.search(r"kecamatan, misalnya ([A-Z][\w ]+),", TEXTS["lokasi"])
    assert example
    assert example[1] in {site.district for site in load_sites()}
