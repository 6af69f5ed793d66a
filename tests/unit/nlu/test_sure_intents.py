"""Messages whose meaning needs no model."""

import pytest

from nlu.sure_intents import sure_intent


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("iya", "setuju"),
        ("nggih", "setuju"),
        ("gak usah", "tolak"),
        ("batal aja", "hentikan_proses"),
        ("#faskes=JKT-TEBET-01", "nlu_fallback"),
        ("3174014501909001", "nlu_fallback"),
        ("👍", "setuju"),
        ("🙈🙈", "nlu_fallback"),
        ("...", "nlu_fallback"),
        ("Rahayu Ningsih", "nlu_fallback"),
        ("rabu pagi aja", "nlu_fallback"),
        ("besok jam 9", "nlu_fallback"),
        ("ABCD-EFGH-2345", "kirim_kode_tiket"),
        ("kode tiket ibu abcd-efgh-2345 kak", "kirim_kode_tiket"),
        ("saya belum punya NIK", "tanpa_nik"),
        ("paspor aja", "tanpa_nik"),
        ("batal hapus", "batal_hapus"),
        ("ga jadi hapus data", "batal_hapus"),
        ("batalkan penghapusan data", "batal_hapus"),
        ("aktifkan lagi", "aktifkan_notifikasi"),
        ("nyalakan pengingat lagi", "aktifkan_notifikasi"),
        ("aktifkan pengingat dan ajakan lagi", "aktifkan_notifikasi"),
        ("stop pesan", "berhenti_notifikasi"),
        ("stop pengingat dan ajakan", "berhenti_notifikasi"),
        ("matikan pengingat", "berhenti_pengingat"),
        ("STOP AJAKAN", "berhenti_ajakan"),
        ("stop", "hentikan_proses"),
        ("", "nlu_fallback"),
    ],
)
def test_a_message_with_one_possible_meaning_gets_it(text, intent):
    assert sure_intent(text) == intent


@pytest.mark.parametrize(
    "text",
    [
        "ya tapi mahal ga",
        "mau daftar vaksin",
        "batalin jadwal tgl 5",
        "data saya salah",
        "efek samping",
        "besok hujan ga",
        "selamat pagi",
        "siti mau daftar",
        "hapus data saya",
        "batal jadwal",
        "paspor boleh?",
        "pengingatnya ganggu tidur saya",
    ],
)
def test_a_message_that_needs_weighing_is_left_to_the_model(text):
    assert sure_intent(text) is None
