"""Specification of the ticket's code and of its QR code."""

from __future__ import annotations

import pytest

from tests.unit.vaksin.booking.qr import read_qr
from vaksin.booking.rows import CODE_ALPHABET, new_ticket_code
from vaksin.booking.tickets import QR_BORDER, QR_SCALE, qr_png, read_ticket_code


@pytest.mark.parametrize("code", ["ABCD-EFGH-JKLM", "2345-6789-WXYZ"])
def test_a_scanner_reads_the_ticket_code_and_nothing_else(code):
    assert read_qr(qr_png(code), QR_SCALE, QR_BORDER) == f"VAKSINWA:{code}"


def test_the_image_is_a_png_that_whatsapp_takes():
    png = qr_png("ABCD-EFGH-JKLM")
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert len(png) < 5_000_000


def test_the_same_ticket_always_has_the_same_image():
    assert qr_png("ABCD-EFGH-JKLM") == qr_png("ABCD-EFGH-JKLM")


def test_ticket_codes_are_twelve_letters_in_three_groups():
    groups = new_ticket_code().split("-")
    assert [len(group) for group in groups] == [4, 4, 4]
    assert set("".join(groups)) <= set(CODE_ALPHABET)


def test_ticket_codes_hold_no_letters_that_are_mistaken_for_digits():
    assert not set(CODE_ALPHABET) & set("IO01")
    assert len(CODE_ALPHABET) == 32


def test_ticket_codes_do_not_repeat():
    assert len({new_ticket_code() for _ in range(2000)}) == 2000


@pytest.mark.parametrize(
    "typed",
    [
        "ABCD-EFGH-2345",
        "abcdefgh2345",
        " abcd efgh 2345 ",
        "ABCD–EFGH–2345",
        "VAKSINWA:ABCD-EFGH-2345",
        "vaksinwa:abcd-efgh-2345\n",
    ],
)
def test_a_code_is_read_however_it_was_typed_or_scanned(typed):
    assert read_ticket_code(typed) == "ABCD-EFGH-2345"


@pytest.mark.parametrize(
    "typed", ["", "ABCD-EFGH-234", "ABCD-EFGH-23456", "ABCD-EFGH-234O", "3174014506859001", "-"]
)
def test_what_has_not_the_form_of_a_code_is_none(typed):
    assert read_ticket_code(typed) is None
