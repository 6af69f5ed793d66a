"""What the extractor finds in whole messages; the readers behind it have tests of their own."""

from datetime import datetime, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.entity_extractor import IndonesianEntityExtractor
from vaksin.clock import SettableClock
from vaksin.content import CONTENT_FOLDER
from vaksin.identity.regions import load_regions

# A Monday.
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=timezone.utc)
EXTRACTOR = IndonesianEntityExtractor(load_regions(CONTENT_FOLDER / "wilayah"), SettableClock(NOW))


def found(text):
    return {entity["entity"]: entity["value"] for entity in EXTRACTOR.entities_of(text)}


def test_given_everything_at_once_then_each_part_is_found():
    text = "sy siti nik 3174014501909001 lahir 5 jan 90 mau sabtu pagi di tebet"
    assert found(text) == {
        "nama": "Siti",
        "nik": "3174014501909001",
        "tanggal_lahir": "1990-01-05",
        "tanggal": "2026-11-28/2026-11-28",
        "waktu": "06:00/11:00",
        "tempat": "31.74.01",
    }


@pytest.mark.parametrize(
    ("text", "entity", "value"),
    [
        ("mau vaksin besok", "tanggal", "2026-11-24/2026-11-24"),
        ("bisa jam 2 ga", "waktu", "14:00/14:01"),
        ("jam 9 pagi aja", "waktu", "09:00/09:01"),
        ("daftarin ibu saya dong", "hubungan", "ibu"),
        ("kmrn disuntik astra zeneka", "merek", "astrazeneca"),
        ("#faskes=JKT-TEBET-01", "pilihan", "faskes=JKT-TEBET-01"),
        ("#lokasi=-6.2,106.8", "pilihan", "lokasi=-6.2,106.8"),
    ],
)
def test_parts_are_found_in_everyday_messages(text, entity, value):
    assert found(text)[entity] == value


@pytest.mark.parametrize(
    "text", ["makasih min", "vaksin halal ga sih", "/daftar", "saya mau daftar"]
)
def test_nothing_is_found_where_nothing_is_named(text):
    assert found(text) == {}


def test_a_two_digit_year_is_marked_as_doubtful():
    entities = EXTRACTOR.entities_of("lahir 5 jan 90")
    assert [entity.get("ragu") for entity in entities] == [True]


def marked(text):
    return [(text[e["start"] : e["end"]], e["entity"]) for e in EXTRACTOR.entities_of(text)]


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        (
            "ibu saya Sari Wulandari 63 thn bisa sabtu jam 9 pagi di puskesmas tebet ga",
            [
                ("ibu", "hubungan"), ("Sari Wulandari", "nama"), ("63 thn", "umur"),
                ("sabtu", "tanggal"), ("jam 9 pagi", "waktu"), ("puskesmas tebet", "faskes"),
            ],
        ),
        ("hj Mariam Usman", [("Mariam Usman", "nama")]),
        ("hp 0812-0000-1234", [("0812-0000-1234", "nomor_hp")]),
        ("di kota bandung, kab. bogor", [("kota bandung", "tempat"), ("kab. bogor", "tempat")]),
        ("Yosias Tobelo, 48 tahun", [("Yosias Tobelo", "nama"), ("48 tahun", "umur")]),
        ("di tiket 14.00, pk. 09.00", [("14.00", "waktu"), ("pk. 09.00", "waktu")]),
        ("setengah 9 bisa", [("setengah 9", "waktu")]),
        ("besok jam set 9", [("besok", "tanggal"), ("jam set 9", "waktu")]),
        ("senin sampe rabu ujian", [("senin sampe rabu", "tanggal")]),
        ("tiap senin sampai jumat", []),
        ("minggu kedua juli", [("minggu kedua juli", "tanggal")]),
        ("saya umur25", [("25", "umur")]),
        ("isuk tabuh 8", [("isuk", "tanggal"), ("tabuh 8", "waktu")]),
        ("jumat legi jam sanga", [("jumat legi", "tanggal"), ("jam sanga", "waktu")]),
        ("lair 15 mei 1955 karo 2 juli 1959",
         [("15 mei 1955", "tanggal_lahir"), ("2 juli 1959", "tanggal_lahir")]),
        ("jadwal saya Rabu, 20 September 2023", [("Rabu, 20 September 2023", "tanggal")]),
        ("dekat stasiun tebet sabtu", [("stasiun tebet", "tempat"), ("sabtu", "tanggal")]),
        ("di seputaran alun2 bandung ada?", [("alun2 bandung", "tempat")]),
        ("sekitar simpang lima semarang", [("simpang lima semarang", "tempat")]),
        ("deket mall klapa gading", [("mall klapa gading", "tempat")]),
        ("di stasiun gambir bisa?", [("stasiun gambir", "faskes")]),
        ("stok faiser sama sinopack", [("faiser", "merek"), ("sinopack", "merek")]),
    ],
)  # fmt: skip
def test_given_a_message_when_read_then_the_words_are_marked_exactly(text, spans):
    assert marked(text) == spans


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("di stasiun jatinegara", "31.75.01"),
        ("rsud dr soetomo masih buka?", "35.78.08"),
        ("dekat stasiun jatinegara", "31.75.01"),
        ("dekat simpang lima", "33.74.07"),
    ],
)
def test_given_a_landmark_then_its_district_is_told(text, code):
    (entity,) = EXTRACTOR.entities_of(text)
    assert code in (entity["value"], entity.get("tempat"))


def test_a_landmark_that_several_towns_have_is_marked_as_doubtful():
    assert EXTRACTOR.entities_of("dekat simpang lima")[0]["ragu"] is True
    assert "ragu" not in EXTRACTOR.entities_of("dekat monas")[0]


def test_given_a_site_that_is_named_after_its_district_then_the_district_is_told():
    (site,) = EXTRACTOR.entities_of("puskesmas tebet")
    assert (site["value"], site["tempat"]) == ("Puskesmas Tebet", "31.74.01")


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("jangan senin", "tanggal"),
        ("setelah tahun baru", "tanggal"),
        ("ktp jawa barat", "tempat"),
        ("itu nomor mama", "hubungan"),
        ("buat Dewi Anggraini", "nama"),
    ],
)
def test_what_nobody_asks_for_is_marked_so(text, entity):
    assert [(e["entity"], e.get("disebut_saja")) for e in EXTRACTOR.entities_of(text)] == [
        (entity, True)
    ]


def test_given_several_relatives_then_only_the_one_to_be_registered_counts():
    entities = EXTRACTOR.entities_of("kata nenek daftarin ibu saya")
    assert [(e["value"], e.get("disebut_saja")) for e in entities] == [
        ("kakek_nenek", None),
        ("ibu", True),
    ]


@given(st.text(max_size=200))
def test_any_text_gives_spans_that_lie_in_it_and_do_not_overlap(text):
    spans = [(e["start"], e["end"]) for e in EXTRACTOR.entities_of(text) if e["end"] > e["start"]]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


@pytest.mark.parametrize(
    ("text", "entity", "value"),
    [
        ("bukan tanggal 24, mau tanggal 26 siang", "tanggal", "2026-11-26/2026-11-26"),
        ("bukan besok, lusa pagi", "tanggal", "2026-11-25/2026-11-25"),
        ("gak jadi di cilandak, di pasar minggu aja", "tempat", "31.74.04"),
    ],
)
def test_what_is_refused_is_not_taken_for_the_wish(text, entity, value):
    assert found(text)[entity] == value
