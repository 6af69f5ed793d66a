"""What a citizen says who keeps writing for years, and what they must hear each time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, cycle

from tests.conversations.harness import Citizen
from tests.people import nik_number

NAME = "Siti Contoh"
FIRST_CHOICE = "(yang pertama)"


@dataclass(frozen=True)
class Exchange:
    """A message, and what it must be answered with.

    Attributes:
        says: what is typed; :data:`FIRST_CHOICE` taps the first choice that was offered.
        hears: the responses of which the last one said must be one.
        named: whether the citizen's name must be in the answer.
    """

    says: str
    hears: frozenset[str]
    named: bool = False

    async def with_bot(self, citizen: Citizen) -> bool:
        """Say it; return whether the answer was right."""
        taps = self.says == FIRST_CHOICE
        said = await (citizen.taps(citizen.last.titles[0]) if taps else citizen.says(self.says))
        is_named = NAME in said.text or not self.named
        return said.uttered[-1].removeprefix("utter_") in self.hears and is_named


def _exchange(says: str, *hears: str, named: bool = False) -> Exchange:
    return Exchange(says, frozenset(hears), named)


REGISTRATION: Sequence[Exchange] = (
    _exchange("halo", "sapa"),
    _exchange("mau daftar", "ask_persetujuan"),
    _exchange("setuju", "ask_nik_diri"),
    _exchange(nik_number(9001), "ask_nama"),
    _exchange(NAME, "ask_riwayat_lahir"),
    _exchange("belum pernah", "ask_alamat"),
    _exchange("Tebet, Jakarta Selatan", "ask_kelompok", named=True),
    _exchange("lainnya", "ask_skrining"),
    _exchange("tidak ada", "ask_faskes", named=True),
    _exchange("Puskesmas Tebet", "ask_sesi", named=True),
    _exchange(FIRST_CHOICE, "ask_konfirmasi", named=True),
    _exchange("ya, daftarkan", "tiket", named=True),
)
# Questions, forms begun and given up, a question inside of a form, words that mean nothing, and in
# between always again: is the appointment still known?
ROUND: Sequence[Exchange] = (
    _exchange("cek jadwal", "jadwal", named=True),
    _exchange("efek sampingnya apa", "info_vaksin/efek_samping"),
    _exchange("ubah jadwal", "ask_sesi"),
    _exchange("vaksin halal ga", "ask_sesi"),
    _exchange("batal", "dihentikan"),
    _exchange("mau daftarkan ibu saya", "ask_persetujuan", "ask_nik_lain"),
    _exchange("syaratnya apa ya", "ask_persetujuan_lagi", "ask_nik_lain"),
    _exchange("batal", "dihentikan"),
    _exchange("batalkan jadwal", "ask_batal", named=True),
    _exchange("tidak jadi", "jadwal_tetap"),
    _exchange("lihat data saya", "data_akhir", named=True),
    _exchange("menu", "menu"),
    _exchange("kirim tiket saya", "tiket", named=True),
    _exchange("makasih", "terima_kasih"),
)


def exchanges() -> Iterator[Exchange]:
    """Return a registration, and then rounds without an end."""
    return chain(REGISTRATION, cycle(ROUND))
