"""When a message was not understood: likely meanings first, then the menu, then an officer."""

from __future__ import annotations

from actions.base import Events, GuardedAction
from actions.conversation import OUT_OF_TOPIC_INTENT, Button, Conversation
from actions.pending_erasures import remind_of_erasure

# As the channel writes what the bot cannot read: "#kiriman=audio".
SENT_CHOICE = "kiriman"
# What to say about those kinds where another sentence helps; the rest share one.
ABOUT_SENT = {
    "audio": "utter_kiriman_suara",
    "voice": "utter_kiriman_suara",
    "kosong": "utter_kiriman_kosong",
    "edit": "utter_kiriman_ubahan",
    "nfm_reply": "utter_kiriman_formulir",
    "order": "utter_kiriman_belanja",
    "contacts": "utter_kiriman_kontak",
    "sticker": "utter_kiriman_stiker",
    "location": "utter_kiriman_lokasi",
}
MENU_RESPONSE = "utter_menu"
OFFICER_RESPONSE = "utter_tidak_paham_petugas"
MEANINGS_OFFERED = 3
FEWEST_MEANINGS = 2
LEAST_CONFIDENCE = 0.04
MENU = "bantuan"

# What an intent is called on a button (20 characters at most); those absent are never offered.
MEANINGS = {
    "daftar": "Daftar vaksin",
    "daftar_orang_lain": "Daftarkan keluarga",
    "cek_jadwal": "Cek jadwal saya",
    "ubah_jadwal": "Ubah jadwal",
    "batal_jadwal": "Batalkan jadwal",
    "minta_tiket": "Kirim tiket saya",
    "perbaiki_data": "Perbaiki data",
    "lihat_data": "Lihat data saya",
    "hapus_data": "Hapus data saya",
    "berhenti_notifikasi": "Berhenti dikabari",
    "minta_kunjungan": "Vaksin di rumah",
    "lapor_kipi": "Lapor gejala",
    "minta_petugas": "Bicara ke petugas",
    "bantuan": "Menu",
    "info_vaksin/jenis": "Jenis vaksin",
    "info_vaksin/manfaat": "Manfaat vaksin",
    "info_vaksin/halal": "Kehalalan vaksin",
    "info_vaksin/efek_samping": "Efek samping",
    "info_vaksin/syarat": "Syarat vaksin",
    "info_vaksin/komorbid": "Penyakit & vaksin",
    "info_vaksin/hamil_menyusui": "Hamil & menyusui",
    "info_vaksin/anak": "Vaksin untuk anak",
    "info_vaksin/lansia": "Vaksin untuk lansia",
    "info_vaksin/penyintas": "Pernah kena Covid",
    "info_vaksin/dosis_interval": "Dosis kedua",
    "info_vaksin/booster": "Booster",
    "info_vaksin/sertifikat": "Sertifikat vaksin",
    "info_vaksin/biaya": "Biaya vaksin",
    "info_vaksin/lokasi": "Lokasi vaksinasi",
    "info_vaksin/persiapan": "Persiapan vaksin",
    "info_vaksin/hoaks": "Cek kabar hoaks",
    "info_vaksin/privasi": "Keamanan data",
    "info_vaksin/nik_bermasalah": "NIK bermasalah",
    "info_vaksin/tahapan": "Giliran vaksin",
}


class NotUnderstood(GuardedAction):
    """Offers meanings, then the whole menu, then an officer; no sentence comes twice in a row."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_tidak_paham"

    def perform(self, conversation: Conversation) -> Events:
        """Offer the next way out."""
        remind_of_erasure(conversation)
        if SENT_CHOICE in conversation.turn.choices:
            conversation.say(about_sent(conversation.turn.choices[SENT_CHOICE]))
            return []
        if conversation.turn.choices:
            place = "lokasi" in conversation.turn.choices
            conversation.say("utter_lokasi_diterima" if place else "utter_tombol_lama")
            return []
        said = conversation.turn.said_not_understanding
        # After the officer was offered it starts over, so no sentence comes twice in a row.
        if not said or OFFICER_RESPONSE in said:
            self._ask_what_was_meant(conversation)
        elif MENU_RESPONSE in said:
            conversation.say(OFFICER_RESPONSE)
        else:
            conversation.say(MENU_RESPONSE)
        return []

    def _ask_what_was_meant(self, conversation: Conversation) -> None:
        meanings = self._meanings(conversation)
        if conversation.turn.intent == OUT_OF_TOPIC_INTENT:
            conversation.say("utter_di_luar_topik")
        elif len(meanings) >= FEWEST_MEANINGS:
            conversation.say("utter_maksudnya", meanings)
        else:
            conversation.say("utter_tidak_paham_menu")

    def _meanings(self, conversation: Conversation) -> list[Button]:
        likely = (
            (str(guess["name"]), float(guess["confidence"])) for guess in conversation.turn.ranking
        )
        names = [n for n, c in likely if n in MEANINGS and c >= LEAST_CONFIDENCE]
        if len(names) == 1 and MENU not in names:
            names.append(MENU)  # A single guess needs another way to go.
        return [Button(MEANINGS[name], f"/{name}") for name in names[:MEANINGS_OFFERED]]


def about_sent(kind: str) -> str:
    """Return the response to something that is not words."""
    return ABOUT_SENT.get(kind, "utter_kiriman_lain")
