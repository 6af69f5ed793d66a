"""Specification of tables: widths, and how they look on a terminal."""

from __future__ import annotations

import pytest

from vaksin.sheets.table import Column, Table, writable


def test_a_terminal_shows_aligned_columns_with_numbers_to_the_right():
    table = Table(
        "Contoh",
        (Column("Tempat"), Column("Orang")),
        [("Tebet", 7), ("Menteng", 12)],
        heading=("Hari ini",),
        footer=("Selesai",),
    )
    assert table.as_text().split("\n") == [
        "Hari ini",
        "Tempat   Orang",
        "-------  -----",
        "Tebet        7",
        "Menteng     12",
        "Selesai",
    ]


def test_a_terminal_shows_a_cell_of_two_lines_on_one():
    assert "satu dua" in Table("A", (Column("Catatan"),), [("satu\ndua",)]).as_text()


def test_a_column_is_as_wide_as_its_longest_line_within_reason():
    table = Table(
        "A",
        (Column("a"), Column("b"), Column("c"), Column("d", 12)),
        [("x", "sepuluh...\nsatu", "y" * 90, "z")],
    )
    assert table.widths() == [6, 10, 40, 12]


def test_a_row_with_too_few_cells_is_a_mistake_of_the_programmer():
    with pytest.raises(ValueError, match="shorter"):
        Table("A", (Column("a"), Column("b")), [("x",)]).widths()


def test_what_no_sheet_can_hold_is_left_out_and_lines_end_alike():
    assert writable("a\x00b\x1bc\ufffe\ud800\r\nd\re\tf") == "abc\nd\ne\tf"
