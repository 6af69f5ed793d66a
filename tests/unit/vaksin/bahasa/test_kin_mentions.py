"""Which words name a relative of the writer, and how far they reach."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaksin.bahasa.kin_mentions import find_kin
from vaksin.bahasa.kin_words import Relation

KIN = {
    "ibu saya mau vaksin": [("ibu", Relation.IBU)],
    "nenekku takut jarum": [("nenekku", Relation.KAKEK_NENEK)],
    "adek ku di ambon": [("adek", Relation.SAUDARA)],
    "kakak ipar saya sakit": [("kakak ipar", Relation.LAINNYA)],
    "adik perempuan saya": [("adik", Relation.SAUDARA)],
    "nik papah 3174": [("papah", Relation.AYAH)],
    "mamah bilang jangan": [("mamah", Relation.IBU)],
    "kawan2 pada dapet": [("kawan2", Relation.LAINNYA)],
    "jemput simbok di rumah": [("simbok", Relation.IBU)],
    "sa pu mama su tua": [("mama", Relation.IBU)],
    "inaq tiang di praya": [("inaq", Relation.IBU)],
    "bapak tua saya": [("bapak tua", Relation.LAINNYA)],
    "wong tuaku lair 1955": [("wong tuaku", Relation.LAINNYA)],
    "papa sama mama mau": [("papa", Relation.AYAH), ("mama", Relation.IBU)],
    "bapak umur 70 boleh?": [("bapak", Relation.AYAH)],
    "daftar om, ibu sama kakek": [
        ("om", Relation.LAINNYA),
        ("ibu", Relation.IBU),
        ("kakek", Relation.KAKEK_NENEK),
    ],
    "ibu Painah, 71 tahun": [("ibu", Relation.IBU)],
    "si sulung demam": [("sulung", Relation.ANAK)],
    "kakak namanya Wayan": [("kakak", Relation.SAUDARA)],
    "laki ulun di banjar": [("laki", Relation.PASANGAN)],
    "adik laki2 saya": [("adik", Relation.SAUDARA)],
    "suami tetangga": [("suami", Relation.PASANGAN), ("tetangga", Relation.TETANGGA)],
}
NO_KIN = """
pak saya mau daftar | makasih bu | bapak/ibu yang terhormat | ibu hamil boleh? | anak-anak sekolah
ibu saya mau tanya | saya ibu rumah tangga | vaksin untuk anak 5 tahun | kak mau nanya | bidan desa
tulang kering nyeri | ibu2 pkk | saya istri dari pak budi | kartu keluarga | mbak saya mau vaksin
vaksin buat karyawan | bapak dan ibu yang baik
"""


@pytest.mark.parametrize(("message", "kin"), KIN.items())
def test_relative_is_marked_as_far_as_the_word_goes(
    message: str, kin: list[tuple[str, Relation]]
) -> None:
    assert [(message[k.start : k.end], k.relation) for k in find_kin(message)] == kin


@pytest.mark.parametrize(
    "message", [c.strip() for row in NO_KIN.strip().splitlines() for c in row.split(" | ")]
)
def test_address_and_people_in_general_are_no_relatives(message: str) -> None:
    assert find_kin(message) == []


@given(st.text(max_size=80))
def test_any_text_is_read_without_an_error(message: str) -> None:
    assert all(0 <= kin.start < kin.end <= len(message) for kin in find_kin(message))
