"""What an operator reads in place of a reason or an error code."""

from __future__ import annotations

from whatsapp.remedies import Remedy, remedy_for

_REMEDIES: dict[Remedy, str] = {
    Remedy.REPEAT: "nomor mengirim terlalu cepat",
    Remedy.REPEAT_FOR_CITIZEN: "terlalu banyak pesan ke warga ini",
    Remedy.WAIT_FOR_META: "Meta sedang dalam pemeliharaan",
    Remedy.SETTLE: "gangguan di Meta",
    Remedy.UPLOAD_AGAIN: "Meta kehilangan gambarnya",
    Remedy.PAUSE_NUMBER: "token, izin, pendaftaran nomor atau tagihan bermasalah",
    Remedy.STOP_NUMBER: "Meta menahan nomor karena dianggap spam atau melanggar aturan",
    Remedy.SWITCH_TO_TEMPLATE: "jendela 24 jam sudah tertutup",
    Remedy.GIVE_UP_RECIPIENT: "warga tidak dapat dijangkau",
    Remedy.DEAD_LETTER: "Meta menolak isi pesan",
}
# What a code means more exactly than what is done about it.
_PRECISE = {
    "131026": "nomor ini tidak ada di WhatsApp, atau WhatsApp-nya terlalu lama",
    "131049": "Meta membatasi pesan ajakan kepada warga ini",
    "131050": "warga tidak mau menerima pesan ajakan",
    "130472": "Meta tidak meneruskan pesan ajakan kepada warga ini",
}
_NAMED = {
    "no_json": "panggilan bukan JSON",
    "unreadable": "panggilan tidak dapat dibaca",
    "update_without_change": "kabar ganti ID tanpa ID yang baru",
    "not_kept": "tidak dapat disimpan di basis data",
    "no_message_id": "pesan tanpa nomor pesan",
    "no_sender": "pesan tanpa pengirim",
    "status_without_message_id": "laporan tanpa nomor pesan",
    "status_without_name": "laporan tanpa status",
    "turn_failed": "pesan warga gagal dijawab berkali-kali",
    "no_report": "Meta tidak pernah memberi kepastian apakah pesan terkirim",
    "no_address": "alamat warga tidak diketahui lagi",
    "failed": "Meta melaporkan gagal tanpa kode",
    "not_reached": "Meta tidak dapat dihubungi",
    "no_answer": "Meta tidak menjawab",
    "unreadable_answer": "jawaban Meta tidak dapat dibaca",
}
_SHAPES = {
    "_holds_no_object": "isi “{}” bukan objek",
    "_is_no_list": "“{}” bukan daftar",
}
_HTTP = "http_"
_BAD_REQUEST = 400


def explain(reason: str) -> str:
    """Return the reason of a dead letter, a failure or a pause in plain words."""
    if reason in _NAMED:
        return _NAMED[reason]
    if reason.isdecimal():
        words = _PRECISE.get(reason) or _REMEDIES[remedy_for(int(reason), _BAD_REQUEST)]
        return f"kode {reason} dari Meta: {words}"
    status = reason.removeprefix(_HTTP)
    if status != reason and status.isdecimal():
        return f"jawaban HTTP {status} dari Meta: {_REMEDIES[remedy_for(None, int(status))]}"
    return _shape(reason)


def _shape(reason: str) -> str:
    for ending, words in _SHAPES.items():
        if reason.endswith(ending):
            return words.format(reason.removesuffix(ending))
    missing = reason.removeprefix("no_")
    return reason if missing == reason else f"“{missing}” tidak ada"
