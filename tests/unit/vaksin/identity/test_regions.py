"""The lists of regions: complete, readable, and patient with codes of earlier editions."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaksin.content import CONTENT_FOLDER, ContentError
from vaksin.identity.regions import Level, Region, Regions, UnknownRegion, load_regions

FOLDER = CONTENT_FOLDER / "wilayah"


@pytest.fixture(scope="module")
def regions() -> Regions:
    return load_regions(FOLDER)


@pytest.fixture
def editable(tmp_path: Path) -> Path:
    folder = tmp_path / "wilayah"
    shutil.copytree(FOLDER, folder)
    return folder


def append(file: Path, line: str) -> None:
    file.write_text(file.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("level", "number"), [(Level.PROVINCE, 38), (Level.REGENCY, 514), (Level.DISTRICT, 7277)]
)
def test_all_regions_of_the_edition_are_there(regions, level, number):
    assert sum(region.level is level for region in regions) == number


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("31", "DKI Jakarta"),
        ("34", "DI Yogyakarta"),
        ("11.01", "Kabupaten Aceh Selatan"),
        ("31.74", "Kota Jakarta Selatan"),
        ("31.01", "Kabupaten Kepulauan Seribu"),
        ("73.10", "Kabupaten Pangkajene dan Kepulauan"),
        ("31.74.01", "Tebet"),
        ("13.07.07", "Kapur IX"),
        ("13.05.15", "2 x 11 Kayu Tanam"),
        ("62.04.05", "Gunung Bintang Awai"),
        ("53.02.10", "Ki'e"),
    ],
)
def test_names_are_written_as_people_read_them(regions, code, name):
    assert regions.get(code).name == name


def test_no_name_is_left_in_capitals_or_without_them(regions):
    kept = re.compile(r"\b(?:DKI|DI|STM|STL|BTS|[IVX]+)\b|\b(?:dan|x)\b")
    rests = [kept.sub("", region.name) for region in regions]
    assert [rest for rest in rests if re.search(r"[A-Z]{2}|(?<![\w'])[a-z]", rest)] == []


@pytest.mark.parametrize(
    ("code", "timezone"),
    [
        ("31.74.01", "Asia/Jakarta"),
        ("61", "Asia/Jakarta"),
        ("62.71", "Asia/Jakarta"),
        ("63", "Asia/Makassar"),
        ("64.72", "Asia/Makassar"),
        ("65", "Asia/Makassar"),
        ("51.71", "Asia/Makassar"),
        ("52", "Asia/Makassar"),
        ("53.71", "Asia/Makassar"),
        ("73.71", "Asia/Makassar"),
        ("81.71", "Asia/Jayapura"),
        ("82", "Asia/Jayapura"),
        ("91.71.03", "Asia/Jayapura"),
        ("96", "Asia/Jayapura"),
    ],
)
def test_every_region_has_the_time_of_its_province(regions, code, timezone):
    assert regions.timezone_of(code) == timezone


def test_a_district_is_named_with_its_town(regions):
    assert regions.full_name("31.74.01") == "Tebet, Kota Jakarta Selatan"


def test_a_town_is_clear_by_itself(regions):
    assert regions.full_name("32.73") == "Kota Bandung"


def test_the_full_name_of_an_unknown_code_is_refused(regions):
    with pytest.raises(UnknownRegion):
        regions.full_name("99.99")


def test_the_time_of_an_unknown_province_is_refused(regions):
    with pytest.raises(UnknownRegion):
        regions.timezone_of("99.01")


@pytest.mark.parametrize("code", ["31", "91", "96"])
def test_provinces_are_known(regions, code):
    assert regions.province_known(code)


@pytest.mark.parametrize("code", ["00", "20", "97", "31.74", "", "3"])
def test_other_codes_are_no_provinces(regions, code):
    assert not regions.province_known(code)


@pytest.mark.parametrize("code", ["31.74", "64.11", "96.71", "91.01", "92.71", "91.28"])
def test_present_and_retired_regencies_are_known(regions, code):
    assert regions.regency_known(code)


@pytest.mark.parametrize("code", ["31", "31.99", "31.74.01", "9101", ""])
def test_other_codes_are_no_regencies(regions, code):
    assert not regions.regency_known(code)


@pytest.mark.parametrize("code", ["31.74.01", "96.71.01"])
def test_districts_are_known(regions, code):
    assert regions.district_known(code)


def test_given_an_old_papua_nik_when_its_district_is_checked_then_nothing_speaks_against_it(
    regions,
):
    assert regions.district_known("91.01.07")


@pytest.mark.parametrize("code", ["31.74.99", "31.74", "91.01", "91.01.", "91.01.x7", "91.01.007"])
def test_other_codes_are_no_districts(regions, code):
    assert not regions.district_known(code)


def test_a_retired_code_leads_to_the_regency_of_today(regions):
    assert regions.get("91.01") == Region("93.01", "Kabupaten Merauke", Level.REGENCY)


def test_the_26_codes_retired_in_papua_keep_their_names(regions):
    lines = (FOLDER / "kode_lama.csv").read_text(encoding="utf-8").splitlines()[1:]
    old = [line.split(",") for line in lines]
    assert len(old) == 26
    assert all(regions.get(code).name == name for code, _, name in old)


def test_parents_lead_up_to_the_province(regions):
    town = regions.parent("31.74.01")
    assert (town.code, regions.parent(town.code).code, regions.parent("31")) == (
        "31.74",
        "31",
        None,
    )


def test_an_unknown_code_has_no_parent_and_no_children(regions):
    assert regions.parent("99.01") is None
    assert regions.children("99") == ()


def test_children_are_the_next_level_only(regions):
    assert [town.code for town in regions.children("31")] == [
        "31.01", "31.71", "31.72", "31.73", "31.74", "31.75",
    ]  # fmt: skip


def test_cities_are_told_from_kabupaten(regions):
    assert regions.get("32.73").is_city
    assert not regions.get("32.04").is_city
    assert not regions.get("32.73.01").is_city


def test_a_region_contains_what_lies_in_it_only(regions):
    west_java, bandung, sukajadi = (regions.get(code) for code in ("32", "32.73", "32.73.07"))
    assert west_java.contains(sukajadi)
    assert bandung.contains(sukajadi)
    assert not bandung.contains(bandung)
    assert not sukajadi.contains(bandung)


def test_the_lists_are_read_once():
    assert load_regions(FOLDER) is load_regions(FOLDER)


@pytest.mark.parametrize(
    ("file", "line", "message"),
    [
        ("kecamatan.csv", "31.99.01,Contoh", r"kecamatan\.csv, row 7279: 31\.99 is in no list"),
        ("kabupaten.csv", "31.74,Kota Contoh", r"kabupaten\.csv, row 516: code is used twice"),
        ("provinsi.csv", "98,Contoh,Asia/Tokyo", r"provinsi\.csv, row 40: timezone is"),
        ("kode_lama.csv", "31.74,31.75,Kota Contoh", r"kode_lama\.csv, row 28: old_code is still"),
        ("kode_lama.csv", "91.99,99.01,Kabupaten Contoh", r"row 28: new_code is in no list"),
        ("kode_lama.csv", "91.01,93.02,Kabupaten Contoh", r"row 28: old_code is used twice"),
    ],
)
def test_a_mistake_in_a_list_is_named_with_file_and_row(editable, file, line, message):
    append(editable / file, line)
    with pytest.raises(ContentError, match=message):
        load_regions(editable)


@given(st.text(max_size=12))
def test_no_code_whatever_breaks_the_look_up(code):
    regions = load_regions(FOLDER)
    known = (regions.province_known(code), regions.regency_known(code))
    assert sum(known) <= 1
    assert (regions.get(code) is None) or known != (False, False) or regions.district_known(code)
