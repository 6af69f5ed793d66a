"""Specification of the FAQ answers: what every "info vaksin" answer owes to the citizen."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest
import yaml
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader

ROOT = Path(__file__).resolve().parents[3]
ANSWERS_FILE = ROOT / "data" / "responses" / "info_vaksin.yml"
SOURCES_FILE = ROOT / "content" / "faq_sources.yml"

TOPICS = (
    "jenis",
    "manfaat",
    "halal",
    "efek_samping",
    "syarat",
    "komorbid",
    "hamil_menyusui",
    "anak",
    "lansia",
    "penyintas",
    "dosis_interval",
    "booster",
    "sertifikat",
    "biaya",
    "lokasi",
    "persiapan",
    "hoaks",
    "privasi",
    "nik_bermasalah",
    "tahapan",
)
ACTION_PAYLOADS = {
    "/daftar",
    "/daftar_orang_lain",
    "/cek_jadwal",
    "/minta_tiket",
    "/ubah_jadwal",
    "/minta_petugas",
    "/lapor_kipi",
    "/perbaiki_data",
    "/hapus_data",
    "/lihat_data",
    "/bantuan",
}
INFO_PAYLOADS = {f"/info_vaksin/{topic}" for topic in TOPICS}
MAX_TEXT_CHARACTERS = 600
MAX_BUTTONS = 3
MAX_TITLE_CHARACTERS = 20
UNKNOWN_DATE = "belum dipastikan"
SOURCE_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-\d{2})?)?")
FORBIDDEN_CLAIMS = (
    r"tidak ada sanksi",
    r"tidak ada yang meninggal",
    r"(bukan|tidak (ada|mengandung)) babi",
    r"paling (manjur|ampuh|efektif)",
    r"\d+ ?(mg|miligram|ml|tablet)\b",
)

# Topics whose questions a text cannot settle for one person.
TOPICS_FOR_A_DOCTOR = (
    "manfaat",
    "efek_samping",
    "syarat",
    "komorbid",
    "hamil_menyusui",
    "anak",
    "lansia",
    "penyintas",
    "dosis_interval",
    "persiapan",
)
MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)
DATE_IN_WORDS = re.compile(rf"(?:(\d{{1,2}}) )?({'|'.join(MONTHS)}) (20\d\d)")
DECREE_NUMBER = re.compile(r"(?:Fatwa MUI|UU|Perpres|Permenkes) (\d+/20\d\d)")

Answer = dict[str, Any]
Fact = dict[str, str]

each_topic = pytest.mark.parametrize("topic", TOPICS)


def _load(path: Path) -> dict[str, Any]:
    return cast("dict[str, Any]", yaml.safe_load(path.read_text(encoding="utf-8")))


ANSWERS: dict[str, list[Answer]] = _load(ANSWERS_FILE)["responses"]
SOURCES: dict[str, list[Fact]] = _load(SOURCES_FILE)


def _answer(topic: str) -> Answer:
    return ANSWERS[f"utter_info_vaksin/{topic}"][0]


def test_topics_answered_are_exactly_the_topics_of_the_intent_list() -> None:
    assert set(ANSWERS) == {f"utter_info_vaksin/{topic}" for topic in TOPICS}


@each_topic
def test_each_topic_is_answered_once(topic: str) -> None:
    keys = re.findall(
        rf"^  utter_info_vaksin/{topic}:", ANSWERS_FILE.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert len(keys) == 1
    assert len(ANSWERS[f"utter_info_vaksin/{topic}"]) == 1


def test_rasa_reads_every_answer_with_its_buttons_and_metadata() -> None:
    training_data = RasaYAMLReader().reads(ANSWERS_FILE.read_text(encoding="utf-8"))
    assert training_data.responses == ANSWERS


@each_topic
def test_text_fits_one_short_message(topic: str) -> None:
    assert 0 < len(_answer(topic)["text"]) <= MAX_TEXT_CHARACTERS


@each_topic
def test_text_holds_no_curly_brace_that_rasa_would_take_for_a_slot(topic: str) -> None:
    assert not set("{}") & set(_answer(topic)["text"])


@each_topic
@pytest.mark.parametrize("claim", FORBIDDEN_CLAIMS)
def test_text_makes_no_claim_the_programme_must_not_make(topic: str, claim: str) -> None:
    assert not re.search(claim, _answer(topic)["text"], re.IGNORECASE)


@each_topic
def test_bold_marks_are_paired_on_every_line(topic: str) -> None:
    assert all(line.count("*") % 2 == 0 for line in _answer(topic)["text"].splitlines())


@each_topic
def test_text_shows_the_year_of_a_rule(topic: str) -> None:
    assert re.search(r"\b20(2[0-6])\b", _answer(topic)["text"])


@each_topic
def test_answer_ends_in_one_to_three_buttons(topic: str) -> None:
    assert 1 <= len(_answer(topic)["buttons"]) <= MAX_BUTTONS


@each_topic
def test_button_titles_are_short_and_unique(topic: str) -> None:
    titles = [button["title"] for button in _answer(topic)["buttons"]]
    assert all(0 < len(title) <= MAX_TITLE_CHARACTERS for title in titles)
    assert len(set(titles)) == len(titles)


@each_topic
def test_buttons_lead_to_a_known_step_other_than_the_same_answer(topic: str) -> None:
    payloads = {button["payload"] for button in _answer(topic)["buttons"]}
    assert payloads <= (ACTION_PAYLOADS | INFO_PAYLOADS) - {f"/info_vaksin/{topic}"}


@each_topic
def test_button_named_in_the_text_is_among_the_buttons(topic: str) -> None:
    answer = _answer(topic)
    named = set(re.findall(r"(?:[Tt]ekan|[Ll]ihat) \*([^*]+)\*", answer["text"]))
    assert named <= {button["title"] for button in answer["buttons"]}


@each_topic
def test_metadata_names_the_source_and_the_day_the_rule_took_effect(topic: str) -> None:
    metadata = _answer(topic)["metadata"]
    assert metadata["sumber"].strip()
    assert date.fromisoformat(metadata["berlaku"])


@each_topic
def test_the_day_of_the_answer_is_that_of_a_listed_fact(topic: str) -> None:
    dates = {fact["tanggal"] for fact in SOURCES[topic]}
    assert _answer(topic)["metadata"]["berlaku"] in dates


@each_topic
def test_every_date_told_is_that_of_a_listed_fact(topic: str) -> None:
    known = [fact["tanggal"] for fact in SOURCES[topic]]
    for day, month, year in DATE_IN_WORDS.findall(_answer(topic)["text"]):
        told = f"{year}-{MONTHS.index(month) + 1:02}" + (f"-{int(day):02}" if day else "")
        assert any(tanggal.startswith(told) for tanggal in known), told


@each_topic
def test_every_year_told_is_that_of_a_listed_fact(topic: str) -> None:
    known = str(SOURCES[topic])
    assert [y for y in re.findall(r"\b20\d\d\b", _answer(topic)["text"]) if y not in known] == []


@each_topic
def test_every_decree_told_is_listed(topic: str) -> None:
    known = " ".join(fact["sumber"] for fact in SOURCES[topic])
    assert [n for n in DECREE_NUMBER.findall(_answer(topic)["text"]) if n not in known] == []


@pytest.mark.parametrize("topic", TOPICS_FOR_A_DOCTOR)
def test_questions_about_ones_own_health_are_sent_to_a_doctor(topic: str) -> None:
    assert re.search(r"\b(dokter|bidan)", _answer(topic)["text"])


def test_danger_signs_in_the_side_effect_answer_lead_to_emergency_care_now() -> None:
    assert "IGD terdekat sekarang" in _answer("efek_samping")["text"]


def test_sources_cover_exactly_the_answered_topics() -> None:
    assert set(SOURCES) == set(TOPICS)


@each_topic
def test_every_fact_has_a_statement_a_source_and_a_date_or_an_open_mark(topic: str) -> None:
    assert SOURCES[topic]
    for fact in SOURCES[topic]:
        assert set(fact) == {"fakta", "sumber", "tanggal"}
        assert fact["fakta"].strip()
        assert fact["sumber"].strip()
        assert fact["tanggal"] == UNKNOWN_DATE or SOURCE_DATE.fullmatch(fact["tanggal"])
