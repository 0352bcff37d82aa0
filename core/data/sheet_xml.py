"""What the XML of a sheet says that its reader doesn't: how far its cells reach, and which hold no value."""

from __future__ import annotations

import re
from collections import Counter

from core.data.table import refusal
from core.data.workbook_child import MAX_CELLS, MAX_COLUMNS

MAX_ROW, MAX_COLUMN, MAX_LETTERS = 1_048_576, 16_384, 3
MAX_STYLED = 100_000
SAVE_AGAIN = "Open it in your spreadsheet program, save it again as .xlsx or CSV, and upload that file."
OUTSIDE = f"The workbook names cells outside of a sheet. {SAVE_AGAIN}"
TOO_WIDE = (
    "A sheet of the workbook has cells so far apart that it spans more than "
    f"{MAX_CELLS:,} cells or {MAX_COLUMNS:,} columns. Copy the table alone to a new workbook and upload that."
)
# Blanks taken out and single quotes made double, every reference of a row or cell reads like this.
REFERENCE = re.compile(rb'r="([A-Za-z]*[0-9]+)"')
BLANKS = b" \t\r\n"
ONE_QUOTE = bytes.maketrans(b"'", b'"')
LETTERS = bytes(range(65, 91)) + bytes(range(97, 123))
DIGITS = b"0123456789"
# Tags end where the next begins and have a length, so that no text, however made, is gone through again and again.
ROW_OF = re.compile(rb'\sr="[A-Za-z]+([0-9]{1,7})"')
ERROR = re.compile(rb'<c\s[^<>]{0,300}\bt="e"[^<>]{0,300}>')
FORMULA = re.compile(
    rb"<c(\s[^<>]{0,300})>\s{0,9}<f\b[^<>]{0,300}(?:(?<=/)>|>[^<]*</f>)\s{0,9}(?:<v\s?/>|<v>\s{0,9}</v>)?\s{0,9}</c>"
)
TEXT_RESULT = re.compile(rb'\st="(?:str|e)"')
STYLED = re.compile(rb'<c r="([A-Z]{1,3})[0-9]+" s="([0-9]{1,6})"')
FORMAT = re.compile(rb'<numFmt\s[^<>]{0,300}?\bnumFmtId="([0-9]{1,9})"[^<>]{0,300}?\bformatCode="(0{2,30})"')
STYLE = re.compile(rb"<xf\b([^<>]{0,1000})")
FORMAT_OF = re.compile(rb'\bnumFmtId="([0-9]{1,9})"')


class SheetXml:
    """Takes in the XML of one sheet piece by piece, cut between tags.

    `errors` and `unsaved` are the rows (as a spreadsheet counts them) of cells with an error, and of formulas whose
    result was not saved: both are read as blank. `digits` names the styles that fill a number up with zeros. With
    `places`, cells outside of a sheet raise DataError, and so do cells too far apart: the reader makes room for all
    of the box around them.
    """

    def __init__(self, digits: dict[bytes, int] | None = None, places: bool = True) -> None:
        self.digits = digits or {}
        self.places = places
        self.styled: Counter[tuple[bytes, bytes]] = Counter()
        self.columns: set[bytes] = set()
        self.high = self.cells = 0
        self.errors: set[int] = set()
        self.unsaved: set[int] = set()

    def add(self, xml: bytes) -> None:
        """Take in a piece of the sheet."""
        if self.places:
            self._add_places(xml)
        if b't="e"' in xml:
            self.errors |= _rows(ERROR.findall(xml))
        if b"<f" in xml:
            self.unsaved |= _rows([cell for cell in FORMULA.findall(xml) if TEXT_RESULT.search(cell) is None])
        if self.digits and len(self.styled) < MAX_STYLED:
            self.styled.update(STYLED.findall(xml))

    def _add_places(self, xml: bytes) -> None:
        found = REFERENCE.findall(xml.translate(ONE_QUOTE, BLANKS))
        places = b" ".join(found)
        self.cells += len(found)
        columns = set(places.translate(None, DIGITS).split())
        if max(map(len, columns), default=0) > MAX_LETTERS:
            raise refusal("outside-sheet", OUTSIDE)
        self.columns |= columns
        rows = set(places.translate(None, LETTERS).split())
        longest = max(map(len, rows), default=0)
        last = max((int(row) for row in rows if len(row) == longest), default=0) if longest < 10 else MAX_ROW + 1
        self.high = max(self.high, last)

    def check(self) -> None:
        """Refuse cells outside a sheet, and a box no reader should make room for."""
        places = [_column_number(column) for column in self.columns] or [1]
        if self.high > MAX_ROW or max(places) > MAX_COLUMN:
            raise refusal("outside-sheet", OUTSIDE)
        if self.high * (max(places) - min(places) + 1) > MAX_CELLS or self.cells > MAX_CELLS:
            raise refusal("too-far", TOO_WIDE)

    def padded(self) -> dict[int, int]:
        """The columns (from 0) most of whose styled cells show numbers with leading zeros, and how many digits."""
        most: dict[bytes, tuple[int, bytes]] = {}
        for (column, style), count in self.styled.items():
            most[column] = max(most.get(column, (0, b"")), (count, style))
        return {_column_number(c) - 1: self.digits[style] for c, (_, style) in most.items() if style in self.digits}


def zero_styles(styles: bytes) -> dict[bytes, int]:
    """The styles of a workbook that show a number with leading zeros (format 00000), with the number of digits."""
    formats = {number: len(code) for number, code in FORMAT.findall(styles)}
    cells = styles.partition(b"<cellXfs")[2].partition(b"</cellXfs>")[0] if formats else b""
    used = [FORMAT_OF.search(style) for style in STYLE.findall(cells)]
    return {str(i).encode(): formats[found[1]] for i, found in enumerate(used) if found and found[1] in formats}


def _rows(cells: list[bytes]) -> set[int]:
    return {int(found[1]) for cell in cells if (found := ROW_OF.search(cell))}


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
