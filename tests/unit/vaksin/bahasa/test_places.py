"""Places as people type them: in the answer to "where do you live?" and in any message."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaksin.bahasa.places import HomeProblem, HomeReading, find_places, read_home
from vaksin.content import CONTENT_FOLDER, ContentError
from vaksin.identity.regions import Level, Regions, load_regions

FOLDER = CONTENT_FOLDER / "wilayah"
REGIONS = load_regions(FOLDER)


def home(text: str, near: str | None = None) -> HomeReading:
    return read_home(text, REGIONS, REGIONS.get(near) if near else None)


def offered(reading: HomeReading) -> list[str]:
    return [REGIONS.full_name(region.code) for region in reading.candidates]


def mentioned(text: str) -> list[tuple[str, str]]:
    return [(text[m.start : m.end], m.candidates[0].code) for m in find_places(text, REGIONS)]


HOMES = """
tebet jaksel                               31.74.01
Tebet, Jakarta Selatan                     31.74.01
TEBET JAKARTA SELATAN                      31.74.01
jakarta selatan, tebet                     31.74.01
kec. tebet kota jakarta selatan            31.74.01
Kecamatan Tebet                            31.74.01
tebet jkt sel                              31.74.01
kel menteng dalam kec tebet jaksel         31.74.01
saya pindah ke tebet, kel. menteng dalam   31.74.01
saya tinggal di cilandak jaksel ya kak     31.74.06
kby lama jaksel                            31.74.05
kebayoran bru jaksel                       31.74.07
jkt timur, duren sawit                     31.75.07
kramat jati                                31.75.04
Pulo Gadung                                31.75.02
pulo gadung rt 3 rw 5                      31.75.02
palmerah                                   31.73.07
gambir jakpus                              31.71.01
senen jakpus                               31.71.04
tanah abang jakpus                         31.71.07
kelapa gading                              31.72.06
Cempaka Putih                              31.71.05
pasar minggu                               31.74.04
pondok indah                               31.74.05
grogol jakbar                              31.73.02
kec. cibeunying kaler bandung              32.73.18
sukajadi bandung                           32.73.07
sukajadi jawa barat                        32.73.07
sukajadi pekanbaru                         14.71.01
coblong                                    32.73.02
cibinong bogor                             32.01.01
cikarang utara                             32.16.09
sukmajaya depok                            32.76.05
beji depok                                 32.76.06
depok sleman                               34.04.07
depok sleman jogja                         34.04.07
wonosari gunung kidul                      34.03.01
wonosari gn kidul                          34.03.01
sy tinggal di rungkut sby                  35.78.03
surabaya rungkut                           35.78.03
jl bandung no 5 rungkut                    35.78.03
jl. raya bogor km 20, kramat jati          31.75.04
wonokromo surabaya                         35.78.04
klojen malang                              35.73.02
sukun malang                               35.73.04
lowokwaru                                  35.73.05
deket lamongan                             35.24.25
kudu jombang                               35.17.17
wonosobo, wonosobo                         33.07.09
kec kota kediri                            35.71.02
kec. kota, kota kediri                     35.71.02
Medan Kota                                 12.71.01
pontianak kota                             61.71.05
2 x 11 kayu tanam                          13.05.15
kota ternate selatan                       82.71.02
lima puluh, kota pekanbaru                 14.71.04
kec Ibu halmahera barat                    82.01.03
Wamena                                     95.01.01
Abepura Jayapura                           91.71.03
sentani jayapura                           91.03.01
Misool Utara raja ampat                    96.03.01
Kuta, Badung, Bali                         51.03.01
seminyak bali                              51.03.01
denpasar selatan                           51.71.01
sei rampah sergai                          12.18.04
bandung tulungagung                        35.04.17
"""


@pytest.mark.parametrize("line", [line for line in HOMES.splitlines() if line])
def test_an_answer_that_names_the_district_is_read(line):
    text, code = line.rsplit(maxsplit=1)
    reading = home(text.strip())
    assert (reading.district and reading.district.code) == code
    assert (reading.regency, reading.problem, reading.candidates, reading.certain) == (
        REGIONS.parent(code), None, (), True,
    )  # fmt: skip


MISSPELT = """
tebt                          31.74.01
tebt jaksel                   31.74.01
rngkut surabaya               35.78.03
pasar mnggu                   31.74.04
cilandk                       31.74.06
kelapa gadng                  31.72.06
cengkaren jakbar              31.73.01
kec cibeunyng kaler           32.73.18
tebet jaksle                  31.74.01
tanah abng jakpus             31.71.07
"""


@pytest.mark.parametrize("line", [line for line in MISSPELT.splitlines() if line])
def test_a_misspelt_answer_is_read_too(line):
    text, code = line.rsplit(maxsplit=1)
    assert home(text.strip()).district.code == code


def test_a_misspelt_answer_is_to_be_confirmed():
    assert home("tebt").certain is False


def test_given_the_big_town_instead_of_the_right_one_then_the_district_is_to_be_confirmed():
    reading = home("lembang bandung")
    assert (reading.district.code, reading.certain) == ("32.17.01", False)


@pytest.mark.parametrize(
    ("text", "town"),
    [
        ("kota bandung", "32.73"),
        ("kab bandung", "32.04"),
        ("kabupaten bandung barat", "32.17"),
        ("bdg barat", "32.17"),
        ("surabaya", "35.78"),
        ("sby", "35.78"),
        ("surabya", "35.78"),
        ("jaksel", "31.74"),
        ("Jakarta Timur", "31.75"),
        ("tangsel", "36.74"),
        ("tng selatan", "36.74"),
        ("solo", "33.72"),
        ("jogja", "34.71"),
        ("di yogyakarta", "34.71"),
        ("gunung kidul", "34.03"),
        ("kab. gunungkidul", "34.03"),
        ("depok", "32.76"),
        ("malang kota", "35.73"),
        ("malang kab", "35.07"),
        ("batu", "35.79"),
        ("kota batu", "35.79"),
        ("wonosobo", "33.07"),
        ("karanganyar", "33.13"),
        ("jambi", "15.71"),
        ("fak-fak", "92.03"),
        ("kota sorong", "96.71"),
        ("mks", "73.71"),
        ("banjar jawa barat", "32.79"),
        ("cigadung bandung kota", "32.73"),
        ("kota padang", "13.71"),
        ("kota padang sidempuan", "12.77"),
    ],
)
def test_an_answer_with_the_town_only_lacks_the_district(text, town):
    reading = home(text)
    assert (reading.district, reading.regency.code, reading.problem) == (
        None, town, HomeProblem.ONLY_TOWN,
    )  # fmt: skip


def test_given_a_town_with_few_districts_then_they_are_offered():
    assert offered(home("kota kediri")) == [
        "Mojoroto, Kota Kediri", "Kota, Kota Kediri", "Pesantren, Kota Kediri",
    ]  # fmt: skip


def test_given_a_town_with_many_districts_then_none_is_offered():
    assert home("kota bandung").candidates == ()


@pytest.mark.parametrize(
    ("text", "number"), [("jakarta", 6), ("DKI", 6), ("bali", 9), ("jabar", 0), ("ntt", 0)]
)
def test_an_answer_with_the_province_only_offers_towns_if_they_fit(text, number):
    reading = home(text)
    assert (reading.regency, len(reading.candidates), reading.problem) == (
        None, number, HomeProblem.ONLY_PROVINCE,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("Sukajadi", ["Sukajadi, Kota Pekanbaru", "Sukajadi, Kota Bandung"]),
        ("beji", ["Beji, Kota Depok", "Beji, Kabupaten Pasuruan"]),
        ("jatinegara", ["Jatinegara, Kota Jakarta Timur", "Jatinegara, Kabupaten Tegal"]),
        ("bandung", ["Kota Bandung", "Kabupaten Bandung"]),
        ("bdg", ["Kota Bandung", "Kabupaten Bandung"]),
        ("malang", ["Kota Malang", "Kabupaten Malang"]),
        ("gorontalo", ["Kota Gorontalo", "Kabupaten Gorontalo"]),
        (
            "tebet bandung",
            ["Tebet, Kota Jakarta Selatan", "Kota Bandung", "Kabupaten Bandung"],
        ),
    ],
)
def test_an_answer_with_several_meanings_offers_them(text, choice):
    reading = home(text)
    assert (reading.district, offered(reading), reading.problem) == (
        None, choice, HomeProblem.AMBIGUOUS,
    )  # fmt: skip


def test_given_two_districts_of_one_town_then_the_town_is_certain():
    reading = home("tebet atau mampang jaksel")
    assert (reading.regency.code, len(reading.candidates)) == ("31.74", 2)


@pytest.mark.parametrize(
    ("text", "near", "code"),
    [
        ("sukajadi", "32.73", "32.73.07"),
        ("sukajadi", "14", "14.71.01"),
        ("wonosobo", "33.07", "33.07.09"),
        ("depok", "34.04", "34.04.07"),
        ("tebt", "31.74", "31.74.01"),
        ("tebet", "32.73", "31.74.01"),
        ("sukajadi pekanbaru", "32.73", "14.71.01"),
    ],
)
def test_what_is_known_already_decides_what_the_answer_leaves_open(text, near, code):
    assert home(text, near).district.code == code


def test_given_the_town_asked_about_is_repeated_then_it_is_that_town():
    assert home("bandung", "32.73").regency.code == "32.73"


NO_PLACE = """
batal | menu | petugas | bantuan | ulang | stop | ya | iya benar | tidak | saya tidak tahu
belum ada | apa itu kecamatan? | kamu | ibu | maksudnya? | mana | luar negeri | rumah sendiri
ikut orang tua | 🏠 | ??? | 12345 | kenapa harus tanya | rahasia | desa | kota | kecamatan
"""


@pytest.mark.parametrize("text", [t.strip() for t in NO_PLACE.replace("\n", "|").split("|") if t])
def test_an_answer_without_a_place_is_not_guessed(text):
    assert home(text) == HomeReading(problem=HomeProblem.NOT_FOUND)


MENTIONS = """
min kalo mau vaksin di tebet bisa?                = tebet 31.74.01
kapan vaksin di bandung                           = bandung 32.73
puskesmas tebet masih ada stok?                   = tebet 31.74.01
rsud cengkareng buka jam berapa                   = cengkareng 31.73.01
ktp jkt domisili bekasi boleh?                    = jkt 31 ; bekasi 32.75
saya KTP Malang tinggal di Depok                  = Malang 35.73 ; Depok 32.76
vaksin sukajadi bandung ada ga                    = sukajadi 32.73.07 ; bandung 32.73
lowokwaru malang kuota habis                      = lowokwaru 35.73.05 ; malang 35.73
bulan juli kemarin di solo                        = solo 33.72
kota kediri sudah mulai?                          = kediri 35.71
warga batu boleh daftar?                          = batu 35.79
kota batu kapan                                   = batu 35.79
di metro ada vaksin?                              = metro 18.72
sabang sudah belum                                = sabang 11.72
Rawamangun penuh                                  = Rawamangun 31.75.02
yg di malioboro masih ada?                        = malioboro 34.71.04
dosis 2 di senen                                  = senen 31.71.04
di surabya penuh trs                              = surabya 35.78
ke puskesmas rungkt bisa?                         = rungkt 35.78.03
di kebayorn baru                                  = kebayorn baru 31.74.07
tebet, jaksel dan solo                            = tebet 31.74.01 ; jaksel 31.74 ; solo 33.72
"""


@pytest.mark.parametrize("line", [line for line in MENTIONS.splitlines() if line])
def test_places_in_a_message_are_found(line):
    text, expected = (part.strip() for part in line.split("="))
    pairs = [tuple(place.strip().rsplit(maxsplit=1)) for place in expected.split(";")]
    assert mentioned(text) == pairs


NO_MENTION = """
selesai vaksin kamu kudu ngapain | ibu saya belum vaksin | saya mau daftar bandar
malang sekali nasib saya | batu ginjal boleh vaksin? | minum air putih | di mana ya vaksinnya
ke puskesmas mna | di rumah sakit | di natal tahun ini | bulan juli | hari senen depan
anak ayah sudah besar | sedang batuk pilek | harga tetap naik | merek vaksin apa
kasian ibu hamil | moga cepat selesai | dari mana saya tahu | di dalam gedung | suka jadi ragu
ke dokter dulu | nasi padang enak | di luar negeri | rs pku muhammadiyah | jl diponegoro
saya surabya | jangan buru buru | metro tv bilang gratis | dapat serang balik | jl bandung no 5
guna vaksin apa | puncak covid | ujung jarum | tangan bengkak | dari kasi pelayanan
"""


@pytest.mark.parametrize("text", [t.strip() for t in NO_MENTION.replace("\n", "|").split("|") if t])
def test_everyday_words_are_no_places(text):
    assert mentioned(text) == []


def test_a_mention_offers_every_meaning_with_the_likeliest_first():
    (mention,) = find_places("vaksin di bandung", REGIONS)
    assert [region.code for region in mention.candidates] == [
        "32.73",
        "32.04",
        "35.04.17",
        "36.04.34",
    ]


def test_a_town_beside_the_district_leaves_one_meaning():
    district, town = find_places("sukajadi, kota bandung", REGIONS)
    assert [[r.code for r in m.candidates] for m in (district, town)] == [["32.73.07"], ["32.73"]]


def test_two_towns_in_one_sentence_do_not_narrow_each_other():
    mention = find_places("bandung dan tulungagung", REGIONS)[0]
    assert mention.candidates[0].code == "32.73"


def test_only_a_misspelt_name_has_a_score_below_100():
    exact, near = find_places("dari solo ke surabya", REGIONS)
    assert exact.score == 100
    assert 88 <= near.score < 100


USUAL_NAMES = """
jaksel jakbar jaktim jakut jakpus jakarta jkt bdg sby smg jogja yogya jogjakarta solo medan mks
makasar tangsel bks dpk dpok bgr mlg bpp smd pku palembang btm denpasar dps ambon jayapura ternate
mataram kupang balam cikarang cibinong bsd serpong malioboro kuta
"""


@pytest.mark.parametrize("alias", USUAL_NAMES.split())
def test_the_usual_names_of_towns_are_known(alias):
    assert [text for text, _ in mentioned(f"tinggal di {alias} kak")] == [alias]


def test_every_name_people_use_leads_to_each_of_its_regions():
    rows = (FOLDER / "sebutan.csv").read_text(encoding="utf-8").splitlines()[1:]
    pairs = [tuple(row.split(",")) for row in rows]
    missed = [
        (alias, code)
        for alias, code in pairs
        if code not in [r.code for m in find_places(f"di {alias}", REGIONS) for r in m.candidates]
        and f"!{alias}" not in (FOLDER / "bukan_tempat.txt").read_text(encoding="utf-8").split("\n")
    ]
    assert len({alias for alias, _ in pairs}) >= 120
    assert missed == []


def test_every_district_can_be_given_by_its_full_name():
    districts = [region for region in REGIONS if region.level is Level.DISTRICT]
    missed = [d for d in districts if home(f"kec. {REGIONS.full_name(d.code)}").district != d]
    assert missed == []


def test_every_town_can_be_given_by_its_full_name():
    towns = [region for region in REGIONS if region.level is Level.REGENCY]
    assert [town for town in towns if home(town.name).regency != town] == []


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("contoh,99.99", r"code 99\.99 is in no list"),
        ("satu dua tiga empat lima enam,31.74", "one to 5 words"),
        ("!!,31.74", "one to 5 words"),
    ],
)
def test_a_mistake_among_the_names_people_use_is_named_with_its_row(tmp_path, line, message):
    folder = _copy(tmp_path)
    with (folder / "sebutan.csv").open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    with pytest.raises(ContentError, match=rf"sebutan\.csv, row \d+: .*{message}"):
        find_places("tebet", load_regions(folder))


def test_a_missing_list_of_everyday_words_is_named(tmp_path):
    folder = _copy(tmp_path)
    (folder / "bukan_tempat.txt").unlink()
    with pytest.raises(ContentError, match=r"bukan_tempat\.txt"):
        find_places("tebet", load_regions(folder))


def test_a_word_added_to_the_everyday_words_needs_a_cue_from_then_on(tmp_path):
    folder = _copy(tmp_path)
    with (folder / "bukan_tempat.txt").open("a", encoding="utf-8") as file:
        file.write("solo\n")
    regions: Regions = load_regions(folder)
    assert find_places("solo penuh", regions) == []
    assert len(find_places("di solo penuh", regions)) == 1


def _copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "wilayah"))


_PIECES = """
di kec kota kab kel jl raya tebet tebt jaksel bandung malang batu ibu sukajadi suka jadi , . saya 🏠
İ ß ﬁ ’ surabya nasi padang 2 x 11 provinsi jawa barat
"""
_MESSAGES = st.one_of(
    st.text(max_size=80), st.lists(st.sampled_from(_PIECES.split()), max_size=12).map(" ".join)
)


@given(_MESSAGES)
def test_mentions_lie_in_the_text_in_order_and_mean_something(text):
    mentions = find_places(text, REGIONS)
    offsets = [offset for mention in mentions for offset in (mention.start, mention.end)]
    assert offsets == sorted(offsets)
    assert all(0 <= m.start < m.end <= len(text) for m in mentions)
    assert all(text[m.start : m.end].strip() == text[m.start : m.end] for m in mentions)
    assert all(m.candidates and 88 <= m.score <= 100 for m in mentions)


@given(_MESSAGES, st.sampled_from([None, "32", "32.73", "31.74.01"]))
def test_a_home_is_either_one_district_or_a_problem(text, near):
    reading = home(text, near)
    assert (reading.district is None) == (reading.problem is not None)
    assert len(reading.candidates) <= 9
    if reading.district:
        assert reading.regency == REGIONS.parent(reading.district.code)
    if reading.problem is HomeProblem.AMBIGUOUS:
        assert len(reading.candidates) >= 2
