"""Checks every sentence of the bot against WhatsApp's limits, with the longest values it may hold.

What does not fit is found here and mended by a designer; the channel never cuts silently.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from scripts.findings import conclude
from vaksin.content import CONTENT_FOLDER
from vaksin.officer_requests import LONGEST_ANSWER
from vaksin.service import load_service
from whatsapp.limits import check_response

FILES = [Path("domain.yml"), *sorted(Path("data/responses").glob("*.yml"))]
PLACEHOLDER = re.compile(r"\{(\w+)\}")
INTENT_PAYLOAD = re.compile(r"^/([\w/]+)$")
CHOICE_PAYLOAD = re.compile(r"^#(\w+)=\S+$")
SAMPLE_IMAGE = "https://example.invalid/qr.png"
SAMPLE_ROWS = [{"title": "T" * 24, "payload": "#slot=nilai", "description": "D" * 72}]
LONGEST_NAME = "N" * 60
LONGEST_SESSION = "Minggu, 27 September 2026 pukul 08.00-10.00 WITA"
LONGEST_PLACE = "P" * 50


def longest_values() -> dict[str, str]:
    """Return for every placeholder the longest text that may stand there."""
    service = load_service(CONTENT_FOLDER)
    return {
        "pemberitahuan": service.consent.text,
        "bawaan": "\n".join(f"- {thing}" for thing in service.bring),
        "hotline": service.hotline.number,
        "jam_petugas": "Senin-Jumat pukul 08.00-16.00, Sabtu pukul 08.00-12.00",
        "nama": LONGEST_NAME,
        "sisa": "kondisi kesehatan dan jadwal",
        "hari": "90",
        "hari_pesan": "365",
        "alasan": "paling cepat 12 bulan sesudah suntikan ke-10",
        "merek": "Convidecia (CanSino)",
        "pilihan": "AstraZeneca, Convidecia (CanSino), Covovax (Novavax), IndoVac dan InaVac",
        "riwayat": "4 kali, terakhir Convidecia (CanSino), September 2026",
        "rencana": (
            f"Tempat: *{LONGEST_PLACE}*\nJadwal: *{LONGEST_SESSION}*\n"
            "Vaksin: Convidecia (CanSino), dosis 1 (diulang dari awal)"
        ),
        "kursi": "Waktu simpan kursi sudah habis. Kalau masih ada, tetap kami ambilkan.\n\n",
        "nik": "•••• •••• •••• 9001",
        "angka": "3174 0145 0190 9001",
        "jumlah": "25",
        "tanggal": "27 September 1990",
        "tanggal_lahir": "27 September 1990",
        "alamat": "A" * 130,
        "kota": "Kabupaten Kepulauan Siau Tagulandang Biaro",
        "kelompok": "K" * 24,
        "tempat": LONGEST_PLACE,
        "tempat_baru": LONGEST_PLACE,
        "jadwal": LONGEST_SESSION,
        "jadwal_baru": LONGEST_SESSION,
        "tempat_lama": LONGEST_PLACE,
        "jadwal_lama": LONGEST_SESSION,
        "batas": "Minggu, 27 September 2026 pukul 08.00 WITA",
        "vaksin": "AstraZeneca",
        "kode": "ABCD-EFGH-JKLM",
        "nomor": "L-ABCDEF",
        "jawaban": "J" * LONGEST_ANSWER,
        "dosis": "1",
        "orang": f"Ananda {LONGEST_NAME}",
        "bagian": "Tanggal lahir",
        "nilai": "Kepulauan Siau Tagulandang Biaro, Kabupaten Kepulauan Siau Tagulandang Biaro",
        "jam": "48",
        "sejak": "Minggu, 27 September 2026 pukul 08.00 WIB",
        "hubungan": "suami atau istri",
        # Ten bookings and as many consents; longer ones are split.
        "isi": "D" * 3000,
        "keadaan": "K" * 350,
        "waktu": "Minggu, 27 September 2026 pukul 08.00 WIB",
        "peta": "https://maps.google.com/?q=-10.12345,123.12345",
        "catatan": "C" * 200,
        "pertanyaan": "Q" * 120,
        "saran": "S" * 500,
        # Six people may be registered from one number.
        "daftar": "\n\n".join(["D" * 150] * service.limits.people_per_number),
    }


def responses() -> Iterator[tuple[str, dict[str, Any]]]:
    """Return the name and content of every variation of every response."""
    for file in FILES:
        found = yaml.safe_load(file.read_text(encoding="utf-8")).get("responses", {})
        for name, variations in found.items():
            yield from ((name, variation) for variation in variations)


def known_intents() -> set[str]:
    """Return the intents and topics that a button may name."""
    domain = yaml.safe_load(Path("domain.yml").read_text(encoding="utf-8"))
    topics = {name.removeprefix("utter_") for name, _ in responses() if "/" in name}
    return set(domain["intents"]) | topics


def problems_of(response: dict[str, Any], values: dict[str, str], intents: set[str]) -> list[str]:
    """Return what is wrong with one variation."""
    text = response.get("text") or ""
    unknown = sorted(set(PLACEHOLDER.findall(text)) - set(values))
    if unknown:
        return [f"no longest value is known for {{{name}}}" for name in unknown]
    filled = response | {"text": PLACEHOLDER.sub(lambda match: values[match.group(1)], text)}
    return [*check_response(_as_sent(filled)), *_wrong_payloads(response, intents)]


def _as_sent(response: dict[str, Any]) -> dict[str, Any]:
    """Add what the actions add: rows to a list, the QR code to a ticket."""
    if "daftar" in (response.get("custom") or {}) and not response.get("buttons"):
        return response | {"buttons": SAMPLE_ROWS}
    has_image = "gambar" in (response.get("metadata") or {})
    return response | {"image": SAMPLE_IMAGE} if has_image else response


def _wrong_payloads(response: dict[str, Any], intents: set[str]) -> Iterator[str]:
    for button in response.get("buttons") or []:
        payload = button["payload"]
        intent = INTENT_PAYLOAD.match(payload)
        if not (intent and intent.group(1) in intents) and not CHOICE_PAYLOAD.match(payload):
            yield f"button {button['title']!r} leads nowhere: {payload}"


def main() -> None:
    """Print what is wrong, one line each, and exit 1 if anything is."""
    values, intents = longest_values(), known_intents()
    found = [
        f"{name}: {problem}"
        for name, response in responses()
        for problem in problems_of(response, values, intents)
    ]
    conclude(found, f"{sum(1 for _ in responses())} balasan muat di WhatsApp")


if __name__ == "__main__":
    main()
