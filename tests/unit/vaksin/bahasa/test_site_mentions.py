"""Where the name of a site begins and ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaksin.bahasa.site_mentions import find_sites, tidy_site
from vaksin.content import CONTENT_FOLDER
from vaksin.identity.regions import load_regions

REGIONS = load_regions(CONTENT_FOLDER / "wilayah")
SITES = {
    "vaksin di puskesmas tebet besok": ["puskesmas tebet"],
    "puskesmas kecamatan kramat jati buka?": ["puskesmas kecamatan kramat jati"],
    "ke RSUD Cibinong jam 9": ["RSUD Cibinong"],
    "rs hermina depok penuh": ["rs hermina depok"],
    "rs. hermina": ["rs. hermina"],
    "di GOR Pajajaran rame": ["GOR Pajajaran"],
    "puskesmas sewon 1 apa puskesmas sewon 2": ["puskesmas sewon 1", "puskesmas sewon 2"],
    "puskesmas tebet 2 hari lagi": ["puskesmas tebet"],
    "klinik pratama sehat sentosa aja": ["klinik pratama sehat sentosa"],
    "di aeon mall bsd": ["aeon mall bsd"],
    "pindah ke jogja expo center": ["jogja expo center"],
    "puskemas cibiru ada?": ["puskemas cibiru"],
    "kantor walikota jaksel": ["kantor walikota jaksel"],
    "RSUD dr. M. Yunus bengkulu": ["RSUD dr. M. Yunus"],
    "sdn 03 menteng": ["sdn 03 menteng"],
    "klinik kodim magelang": ["klinik kodim magelang"],
    "puskesmas sewon rebo pagi": ["puskesmas sewon"],
    "posyandu melati bulan depan": ["posyandu melati"],
    "masjid al falah ditutup pak": ["masjid al falah"],
    "puskesmas kuta alam aceh": ["puskesmas kuta alam"],
    "di pasar Johar": ["pasar Johar"],
    "antri di pasar ikan": [],
    "rumah sakit umum daerah cibinong": ["rumah sakit umum daerah cibinong"],
}
NO_SITES = """
puskesmas terdekat | rumah sakit mana ya | di puskesmas buka jam berapa | rs swasta | gedung itu apa
lahir di rumah sakit 27 april 2001 | posyandu | kantor desa dulu | di tebet | halo | mall dekat sini
siswa smk 17 tahun | klinik langganan | puskesmas kecamatan | balai desa dimintain uang
"""
WORDS = ["puskesmas", "rs", "mall", "tebet", "2", ".", ",", "dr", "expo", "center", "di"]


@pytest.mark.parametrize(("message", "sites"), SITES.items())
def test_site_is_found_from_its_kind_to_the_end_of_its_name(message: str, sites: list[str]) -> None:
    assert [message[s.start : s.end] for s in find_sites(message, REGIONS)] == sites


@pytest.mark.parametrize(
    "message", [c.strip() for row in NO_SITES.strip().splitlines() for c in row.split(" | ")]
)
def test_a_kind_without_a_name_is_no_site(message: str) -> None:
    assert find_sites(message, REGIONS) == []


@pytest.mark.parametrize(
    ("typed", "tidied"),
    [("rsud cibinong", "RSUD Cibinong"), ("PUSKESMAS TEBET", "Puskesmas Tebet"),
     ("puskesmas kotagede ii", "Puskesmas Kotagede II")],
)  # fmt: skip
def test_given_any_case_when_tidied_then_as_on_the_gate(typed: str, tidied: str) -> None:
    assert tidy_site(typed) == tidied


@given(
    st.lists(
        st.sampled_from(
            ["puskesmas", "rs", "mall", "tebet", "2", ".", ",", "dr", "expo", "center", "di"]
        )
    )
)
def test_any_text_gives_sites_that_do_not_overlap(words: list[str]) -> None:
    message, end = " ".join(words), 0
    for site in find_sites(message, REGIONS):
        assert end <= site.start < site.end <= len(message)
        end = site.end
