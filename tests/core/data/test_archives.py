"""What the XML of a workbook says before it is read, and content made to keep whoever reads it busy."""

from __future__ import annotations

import pytest

from core.data.archives import check_content, sheet_parts
from core.data.sheet_xml import SheetXml, zero_styles
from core.problems import DataError
from tests.core.data.books import archive_of, book_of

SHEET = "xl/worksheets/sheet1.xml"


def sheet(xml: bytes) -> SheetXml:
    found = SheetXml()
    found.add(xml)
    return found


def test_errors_and_unsaved_formulas_are_found_by_their_row() -> None:
    found = sheet(
        b'<c r="A2" t="e"><v>#N/A</v></c><c r="B3" s="4" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
        b'<c r="C4"><f>A1</f></c><c r="C5"><f t="shared" si="0"/><v></v></c><c r="C6" s="1"><f>A1</f><v /></c>'
        b'<c r="D7"><f>A1</f><v>0</v></c><c r="D8" t="str"><f>""</f><v></v></c><c r="D9"/><c r="D10"><v></v></c>'
    )
    assert found.errors == {2, 3}
    assert found.unsaved == {4, 5, 6}


@pytest.mark.parametrize(
    "reference", ['r="XFE1"', "r='A1048577'", 'r = "A1048577"', 'r=" ZZZZ3 "', '\nr\t=\n"A99999999999999999999"']
)
def test_a_reference_outside_of_a_sheet_is_refused_however_it_is_written(reference: str) -> None:
    with pytest.raises(DataError, match="outside of a sheet"):
        sheet(f'<row r="1"><c r="A1"/><c {reference}/></row>'.encode()).check()


def test_a_row_alone_counts_for_the_size_of_a_sheet() -> None:
    sheet(b'<row r="1048576"><c r="J1"/></row>').check()
    with pytest.raises(DataError, match="far apart"):
        sheet(b'<row r="1048576"><c r="A1"/><c r="O1"/></row>').check()


def test_pieces_of_a_sheet_are_cut_between_cells() -> None:
    """The error is in a cell that lies across the border of two pieces."""
    filler, error = '<c r="A1"><v>1</v></c>', '<c r="B7" t="e"><v>#REF!</v></c>'
    for shift in range(0, 30, 3):
        xml = "<sheetData>" + " " * shift + filler * (999_970 // len(filler)) + error + filler
        contents = check_content(archive_of({"xl/workbook.xml": "<x/>", SHEET: xml}))
        assert contents.sheets[SHEET].errors == {7}


def test_styles_that_show_leading_zeros() -> None:
    styles = (
        b'<numFmts><numFmt numFmtId="164" formatCode="00000"/><numFmt numFmtId="165" formatCode="0.00"/></numFmts>'
        b'<cellStyleXfs><xf numFmtId="164"/></cellStyleXfs><cellXfs><xf fontId="0"/><xf numFmtId="165"/>'
        b'<xf fontId="1" numFmtId="164" applyNumberFormat="1"><alignment/></xf></cellXfs>'
    )
    assert zero_styles(styles) == {b"2": 5}


def test_sheets_are_found_by_their_name() -> None:
    assert sheet_parts(book_of(**{"A & B": [[1]], "Ünï": [[2]]})) == {"A & B": SHEET, "Ünï": SHEET.replace("1", "2")}
    assert sheet_parts(archive_of({"xl/workbook.xml": "<x"})) == {}


@pytest.mark.parametrize(
    "xml", [b"<c" * 400_000, b"<c " + b' t="e"' * 150_000, b"<c ><f" * 150_000, b"<c><f>" * 150_000, b'r="' * 300_000]
)
def test_no_sheet_is_gone_through_again_and_again(xml: bytes) -> None:
    """A pattern that starts over at every tag would take hours."""
    assert sheet(xml + b't="e"').errors == set()


@pytest.mark.parametrize("xml", [b"<numFmt " * 120_000, b"<cellXfs" * 120_000, b'<numFmt numFmtId="1"' * 50_000])
def test_no_styles_are_gone_through_again_and_again(xml: bytes) -> None:
    assert zero_styles(xml) == {}


def test_a_tag_without_end_is_damage() -> None:
    with pytest.raises(DataError, match="damaged"):
        check_content(archive_of({"content.xml": f'<a b="{"x1y" * 3_000_000}"/>'}))
