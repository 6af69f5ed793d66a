"""What is wrong with the rows of an operator's sheet, told so that it can be mended.

No message holds what stands in a cell: in a sheet that was filled in wrongly it may be anybody's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from vaksin.booking.sites import SITE_ID_LENGTH
from vaksin.content import Fault, FieldError

_FORMS = {
    "id": f"huruf besar, angka, dan tanda hubung, paling banyak {SITE_ID_LENGTH},"
    " misalnya JKT-TEBET-01",
    "district_code": "kode kecamatan Kemendagri, misalnya 31.74.01",
    "vaccines": "id vaksin yang berbeda-beda dengan titik koma di antaranya,"
    " misalnya indovac;inavac",
    "date": "tanggal seperti 2021-03-06 atau 06/03/2021",
    "from": "jam seperti 08.00",
    "until": "jam seperti 10.00",
    "ticket_code": "kode tiket seperti ABCD-EFGH-JKLM",
}
_PROBLEMS = {
    Fault.MISSING: "kosong",
    Fault.NOT_A_TEXT: "bukan teks",
    Fault.TOO_LONG: "terlalu panjang",
    Fault.NOT_A_CHOICE: "tidak termasuk pilihan",
    Fault.WRONG_FORM: "bentuknya tidak sesuai",
    Fault.NOT_WHOLE: "bukan angka bulat",
    Fault.NOT_A_NUMBER: "bukan angka",
    Fault.OUT_OF_BOUNDS: "di luar batas",
    Fault.NOT_YES_OR_NO: "bukan yes atau no",
    Fault.UNKNOWN_CODE: "kode tidak dikenal",
    Fault.USED_TWICE: "sudah dipakai",
}
# The braces take what the rule expects, or the form of the column.
_REMEDIES = {
    Fault.MISSING: "isi kolom ini",
    Fault.NOT_A_TEXT: "tulis sebagai teks",
    Fault.TOO_LONG: "singkat menjadi paling banyak {0} huruf",
    Fault.NOT_A_CHOICE: "isi dengan {choices}",
    Fault.WRONG_FORM: "tulis {form}",
    Fault.NOT_WHOLE: "tulis angka bulat, misalnya 30",
    Fault.NOT_A_NUMBER: "tulis angka, misalnya -6,2287",
    Fault.OUT_OF_BOUNDS: "isi dengan angka dari {0} sampai {1}",
    Fault.NOT_YES_OR_NO: "isi dengan yes atau no",
    Fault.UNKNOWN_CODE: "cari kodenya dalam content/wilayah/kecamatan.csv",
    Fault.USED_TWICE: "isi yang lain; baris {0} sudah memakainya",
}


@dataclass(frozen=True)
class Mistake:
    """One thing to mend; ``row`` counts as spreadsheet programs do, no column means the row."""

    row: int
    column: str | None
    problem: str
    remedy: str

    def __str__(self) -> str:
        """Say it in one line."""
        place = f"baris {self.row}" + (f", kolom {self.column}" if self.column else "")
        return f"{place}: {self.problem}; {self.remedy}"


class ImportRefused(ValueError):
    """Rows are wrong, so none was taken; ``mistakes`` are all of them in the order of the rows."""

    def __init__(self, file: str, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(sorted(mistakes, key=lambda mistake: mistake.row))
        rows = len({mistake.row for mistake in self.mistakes})
        heading = f"{file}: {rows} baris perlu diperbaiki, belum ada yang dimasukkan"
        super().__init__("\n".join([heading, *map(str, self.mistakes)]))


def mistake_of(error: FieldError) -> Mistake:
    """Say a reader's error in Indonesian."""
    remedy = _REMEDIES[error.fault].format(
        *error.expected,
        choices=choices_in_words(error.expected),
        form=_FORMS.get(error.name, ""),
    )
    return Mistake(error.entry.number, error.name, _PROBLEMS[error.fault], remedy)


def choices_in_words(choices: Iterable[str]) -> str:
    """Return "yes", "yes atau no", "satu, dua, atau tiga"."""
    *firsts, last = tuple(choices) or ("-",)
    if not firsts:
        return last
    return f"{', '.join(firsts)}{',' * (len(firsts) > 1)} atau {last}"
