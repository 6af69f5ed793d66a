"""What is taken for the answer to the question for the full name, and what is asked again."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vaksin.bahasa.names import LONGEST_NAME, NameProblem, NameReading, read_name

NAMES = {
    "siti aminah": "Siti Aminah",
    "MUHAMMAD IQBAL": "Muhammad Iqbal",
    "Suharto": "Suharto",
    "nama saya budi santoso": "Budi Santoso",
    "sy siti": "Siti",
    "saya Budi": "Budi",
    "namaku ani": "Ani",
    "Nama: Siti Aminah kak": "Siti Aminah",
    "Nama Siti": "Siti",
    "nama lengkap saya adalah siti nurhaliza, makasih": "Siti Nurhaliza",
    "a.n. budi": "Budi",
    "an. budi": "Budi",
    "atas nama Rukmini": "Rukmini",
    "perkenalkan saya joko": "Joko",
    "perkenalkan, nama saya joko": "Joko",
    "halo kak, nama saya Budi": "Budi",
    "ya, Siti Aminah": "Siti Aminah",
    "dengan Budi": "Budi",
    "jeneng kulo Paijo": "Paijo",
    "wasta abdi Asep": "Asep",
    "Pak Budi": "Budi",
    "Ibu Siti ya kak": "Siti",
    "Nur Aini 😊": "Nur Aini",
    '"Budi Santoso"': "Budi Santoso",
    "budi santoso.": "Budi Santoso",
    "budi\nsantoso": "Budi Santoso",
    "budi min": "Budi",
    "Lie Min": "Lie Min",
    "Siti, mas": "Siti",
    "H. Abdul": "H. Abdul",
    "hj. rukmini": "Hj. Rukmini",
    "i gusti ayu": "I Gusti Ayu",
    "A.A. Gede": "A.A. Gede",
    "dr. sri wahyuni": "dr. Sri Wahyuni",
    "ahmad , s.pd.": "Ahmad, S.Pd.",
    "Suharto M.": "Suharto M.",
    "MA’RUF AMIN": "Ma'ruf Amin",
    "maria d'souza": "Maria D'Souza",
    "siti binti ahmad": "Siti binti Ahmad",
    "José": "José",
    "Abdi Nugroho": "Abdi Nugroho",
    "saya abdi": "Abdi",
    "Yohanes Mau": "Yohanes Mau",
    "Hari Santoso": "Hari Santoso",
    "Anak Agung Gede Raka": "Anak Agung Gede Raka",
    "i gusti ayu agung putri sri dewi lestari": "I Gusti Ayu Agung Putri Sri Dewi Lestari",
}
PROBLEMS = {
    NameProblem.EMPTY: ["", "  ", "...", "🙏", "nama saya", "nama saya kak", "kak", "makasih", "?"],
    NameProblem.LOOKS_LIKE_REPLY: ["ya", "iya kak", "ok", "tidak", "gak mau", "batal", "👍"],
    NameProblem.HAS_DIGITS: ["siti 3174", "budi lahir 5 jan", "3174010101909001", "S1ti"],
    NameProblem.NOT_LATIN: ["Сергей", "陈伟", "سيتي", "Siti 陈"],
    NameProblem.LOOKS_LIKE_SENTENCE: [
        "mau daftar vaksin",
        "kapan vaksin saya",
        "siapa?",
        "saya bukan budi",
        "siti aminah, jakarta",
        "budi umur empat puluh",
        "nama saya budi mau daftar",
        "budi/siti",
        "menu",
        "info pendaftarannya",
        "yang penting cepat sehat bagi kami semua disana",
    ],
    NameProblem.TOO_SHORT: ["A", "b.", "nama saya q"],
    NameProblem.TOO_LONG: ["x" * 61, "Maharani " * 7],
}


@pytest.mark.parametrize(("answer", "name"), NAMES.items())
def test_answer_gives_the_name_alone(answer: str, name: str) -> None:
    assert read_name(answer) == NameReading(name, None)


@pytest.mark.parametrize(
    ("answer", "problem"),
    [(answer, problem) for problem, answers in PROBLEMS.items() for answer in answers],
)
def test_answer_that_is_no_name_says_why(answer: str, problem: NameProblem) -> None:
    assert read_name(answer) == NameReading("", problem)


def test_a_name_of_sixty_characters_is_accepted() -> None:
    assert read_name("x" * LONGEST_NAME).problem is None


@given(st.one_of(st.text(max_size=80), st.text(alphabet="abhisy AS.,'-", max_size=40)))
@example("saya " * 3000)
@example("kak " * 3000)
def test_any_answer_gives_either_a_name_or_a_problem(answer: str) -> None:
    reading = read_name(answer)
    assert bool(reading.name) is (reading.problem is None)
    assert len(reading.name) <= LONGEST_NAME
    assert not any(char.isdigit() for char in reading.name)


_GIVEN = st.sampled_from(
    ["siti", "budi", "wagiyem", "ketut", "poltak", "asep", "fatimah", "yohana"]
)
_FAMILY = st.sampled_from(["santoso", "nasution", "lestari", "wijaya", "hidayat", "rumbiak"])
_LEAD_INS = st.sampled_from(["", "nama saya ", "saya ", "sy ", "Nama: ", "a.n. ", "namaku "])
_ENDS = st.sampled_from(["", " kak", " ya min", ", makasih", " 🙏", ".", " pak terima kasih"])


@given(_LEAD_INS, _GIVEN, _FAMILY, _ENDS)
def test_lead_in_and_courtesy_never_change_the_name(
    lead_in: str, given_name: str, family: str, end: str
) -> None:
    reading = read_name(f"{lead_in}{given_name} {family}{end}")
    assert reading == NameReading(f"{given_name.title()} {family.title()}", None)
