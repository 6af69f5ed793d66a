"""Indonesian mobile numbers as people type them: 0812-0000-1234, +62 812..., 62812..., 812...."""

from __future__ import annotations

import re
from dataclasses import dataclass

import phonenumbers

_REGION = "ID"
_GAP = r"[ \t.()\-\u00a0\u2010-\u2015]{0,2}"
# Ten to thirteen digits with the zero in front; the operator code always begins with 8.
_REST = rf"8(?:{_GAP}\d){{8,11}}"
_MOBILE = re.compile(
    r"(?<![\w+])(?:"
    # With "0" or "62" in front it is a phone number whatever number follows after a space ...
    rf"(?:(?:\+|00)?62{_GAP}(?:\(0\){_GAP})?|\(?0){_REST}(?!\d)"
    # ... without them it may as well be the beginning of a NIK from Maluku.
    rf"|8\d{{2}}(?:{_GAP}\d){{6,9}}(?![ .\-]?\d))"
)
# A NIK in one piece, or in pieces: "3174 0845 0190 9001" holds no number of an operator.
_NIK = re.compile(
    r"(?<!\d)\d{16}(?!\d)"
    r"|(?<![\d+])(?!0|62[ .\-]{0,2}8)\d(?:[ .\-]{0,2}\d){15}(?![ .\-]?\d)"
)
_FEWEST_DIGITS = 9
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True)
class PhoneMention:
    """A mobile number in E.164 form (``+6281200001234``) and where it is written."""

    number: str
    start: int
    end: int


def find_phones(text: str) -> list[PhoneMention]:
    """Find the mobile numbers in a message; no piece of a NIK is one."""
    if len(_DIGIT.findall(text)) < _FEWEST_DIGITS:
        return []
    without_niks = _NIK.sub(lambda nik: "#" * len(nik.group()), text)
    found = (_mention(match) for match in _MOBILE.finditer(without_niks))
    return [mention for mention in found if mention]


def _mention(match: re.Match[str]) -> PhoneMention | None:
    try:
        number = phonenumbers.parse(match.group(), _REGION)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return PhoneMention(written, match.start(), match.end())
