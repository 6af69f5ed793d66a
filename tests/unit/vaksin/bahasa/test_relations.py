"""Which words speak of a relative, and which only address the assistant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaksin.bahasa.relations import Relation, find_relation

SPOKEN_OF = {
    Relation.IBU: """
ibu saya | mau daftarin ibu saya | ibuku umur 60 | daftarin ibu dong | ibu kandung saya | emak
mamak ku mau vaksin | nyokap gw | amak ambo | mama saya | sa pu mama | umi saya | bunda aku
mbok kulo | simbok | ema | Ibu Saya sudah sepuh
""",
    Relation.AYAH: """
bapak saya | bokap | bapakku | bpk sy | abah abdi | ayah | papa saya | daftarkan bapak
beta pung bapa | bapake | ayah saya umur 70
""",
    Relation.PASANGAN: "suami | istri saya | bojoku | bini gue | isteri sy | suamiku | istri",
    Relation.ANAK: """
anak saya | bayi | anakku | anak pertama saya | daftarin anak | anak ke 2 sy | anak ke-2 saya
putri saya umur 12 | saya punya anak 12 thn | anak perempuan saya
""",
    Relation.KAKEK_NENEK: """
simbah | mbah kakung | nenek saya | oma | opa | kakek | opung | nenekku | eyang putri | engkong
""",
    Relation.SAUDARA: """
adik saya | kakak saya | adikku | sepupu | adek gue | kakak perempuan saya | daftarin adik
abang saya | saudara saya
""",
    Relation.TETANGGA: "tetangga | tetangga sebelah rumah | tetanggaku | tonggo",
    Relation.LAINNYA: """
mertua | ibu mertua saya | bapak mertua | keponakan | teman saya | cucu saya | orang tua saya
orangtua saya | om saya | pembantu saya | daftarin karyawan | ortu | kakak ipar
""",
}
NOT_SPOKEN_OF = """
pak | bu | kak | mbak | min | makasih kakak | mas mau daftar | mas saya dari tebet | bapak/ibu admin
bapak ibu | ibu, saya mau tanya | ibu saya mau tanya | pak saya mau daftar | daftar bu
selamat pagi bapak saya mau daftar | terima kasih bapak | kak daftarin dong | saya mau daftar
saya ibu hamil | saya ibu rumah tangga | saya ibu menyusui bayi 3 bulan | vaksin untuk ibu hamil
daftarkan ibu hamil | saya istri dari pak budi | anak umur berapa boleh vaksin | vaksin anak
ibukota | bayiku_ | nenekan | kk saya hilang |
"""


def _cells(table: str) -> list[str]:
    return [cell.strip() for row in table.strip().splitlines() for cell in row.split(" | ")]


@pytest.mark.parametrize(
    ("text", "relation"),
    [(text, relation) for relation, table in SPOKEN_OF.items() for text in _cells(table)],
)
def test_relative_is_recognised(text: str, relation: Relation) -> None:
    assert find_relation(text) is relation


@pytest.mark.parametrize("text", _cells(NOT_SPOKEN_OF))
def test_address_and_other_words_are_no_relative(text: str) -> None:
    assert find_relation(text) is None


def test_given_several_relatives_when_read_then_the_first_counts() -> None:
    assert find_relation("daftarin suami saya dan anak saya") is Relation.PASANGAN


@given(st.text(max_size=80))
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert find_relation(text) is None or find_relation(text) in Relation


@given(st.sampled_from(["pak", "bu", "kak", "mbak", "mas", "min", "dok", "bang"]))
def test_an_address_term_changes_nothing(address: str) -> None:
    assert find_relation(f"{address} nenek saya mau vaksin {address}") is Relation.KAKEK_NENEK
    assert find_relation(f"{address} mau vaksin {address}") is None
