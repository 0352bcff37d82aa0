"""Collections of awkward and hostile files: each gives the table that is in it, or a sentence that names its fault."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from core.data.sources import read_table
from core.data.table import Table
from core.problems import DataError

DATA = Path(__file__).resolve().parents[3].parent / "shared" / "data"
if not DATA.is_dir() and "CI" not in os.environ:
    pytest.skip("the shared data folder is not here", allow_module_level=True)


def listed(folder: str, column: str) -> list[str]:
    with (DATA / folder / "MANIFEST.csv").open(encoding="utf-8", newline="") as file:
        return [f"{folder}/{row[column]}" for row in csv.DictReader(file)]


FILES = [*listed("awkward", "file"), *listed("hostile", "path")]
CRASHERS = [name for name in FILES if "/fuzz_crashers/" in name]

# What a file is that holds no table, in words that its sentence must have.
REFUSED = {
    "awkward/calamine/OOM_alloc3.xls": "damaged",
    "awkward/calamine/errors.xlsx": "no filled cells",
    "awkward/calamine/issue_594_dos.ods": "outside of a sheet",
    "awkward/calamine/issue_666_panic.xlsb": "no filled cells",
    "awkward/calamine/pass_protected.ods": "password",
    "awkward/calamine/pass_protected.xlsb": "password",
    "awkward/frictionless/compression_implicit-zip.csv": "ZIP archive",
    "awkward/frictionless/table.csv.zip": "ZIP archive",
    "awkward/pandas_0.19.2/blank.xls": "no filled cells",
    "awkward/pandas_0.19.2/blank.xlsx": "no filled cells",
    "awkward/pollock/file_no_payload.csv": "empty",
    "awkward/sheetjs/Attendance.numbers": "Apple Numbers",
    "awkward/sheetjs/d11.dbf": "binary file",
    "awkward/sheetjs/password_2002_40_xor.xls": "password",
    "awkward/sheetjs/write.dif": "DIF spreadsheet",
    "awkward/sheetjs/write.slk": "SYLK spreadsheet",
    "hostile/csv/binary_png.csv": "PNG picture",
    "hostile/csv/empty.csv": "empty",
    "hostile/csv/gzip_bomb.csv.gz": "unpacks to far more",
    "hostile/csv/html_login_page.csv": "web page",
    "hostile/csv/nul_only.csv": "only NUL bytes",
    "hostile/xlsx/cell_at_AZ1048576.xlsx": "far apart",
    "hostile/xlsx/cell_at_XFD1048576.xlsx": "far apart",
    "hostile/xlsx/cell_ref_beyond_limits.xlsx": "outside of a sheet",
    "hostile/xlsx/empty.xlsx": "empty",
    "hostile/xlsx/xml_billion_laughs_sheet.xlsx": "definitions no spreadsheet program writes",
    "hostile/xlsx/xml_billion_laughs_workbook.xlsx": "definitions no spreadsheet program writes",
    "hostile/xlsx/xml_xxe_http.xlsx": "definitions no spreadsheet program writes",
    "hostile/xlsx/zip_empty.xlsx": "empty archive",
    "hostile/xlsx/zip_truncated_half.xlsx": "damaged",
}


def outcome(name: str) -> Table | str:
    try:
        return read_table(DATA / name)
    except DataError as error:
        return str(error)


@pytest.mark.parametrize("name", [name for name in FILES if name not in CRASHERS])
def test_a_file_gives_its_table_or_is_refused_by_its_name(name: str) -> None:
    found = outcome(name)
    if name in REFUSED:
        assert isinstance(found, str)
        assert REFUSED[name] in found
        assert found.endswith(".")
    else:
        assert isinstance(found, Table), found
        assert found.frame.shape[1] > 0


@pytest.mark.parametrize("name", CRASHERS)
def test_what_kills_or_hangs_the_reader_is_a_sentence(name: str) -> None:
    found = outcome(name)
    assert isinstance(found, Table) or any(word in found for word in ("damaged", "password"))


# Rows and columns of the table, and the sheet it is on.
SHAPES: dict[str, tuple[int, int, str]] = {
    "awkward/calamine/OOM_alloc.xls": (17, 16, "Weekly Report"),
    "awkward/calamine/gh548_incorrect_sst_unique_count.xls": (205, 28, "Provider Level Data"),
    "awkward/calamine/table-multiple.xlsx": (8, 2, "Sheet3"),
    "awkward/pandas_0.19.2/test_multisheet.xlsx": (6, 4, "Alpha"),
    "awkward/sheetjs/large_strings.xlsx": (9_998, 17, "Large Strings"),
    "awkward/sheetjs/mixed_sheets.xlsx": (2, 3, "choices"),
    "awkward/sheetjs/pivot_table_test.xlsm": (8, 3, "Data"),
    "awkward/sheetjs/sheet_visibility.xlsx": (1, 7, "Visible"),
    "hostile/xlsx/dim_too_small_silent_truncation.xlsx": (1_000, 3, "Sheet1"),
    "hostile/xlsx/dim_full_sheet_declared.xlsx": (1, 2, "Sheet1"),
    "awkward/frictionless/multiline-headers.xlsx": (1, 4, "Лист1"),
    "awkward/calamine/biff5_write.xls": (3, 4, "SheetJS"),
    "awkward/calamine/strict_iso_paths.xlsx": (75, 18, "ml_out"),
    "awkward/frictionless/issue-312.xlsx": (4, 5, "invalid"),
}


@pytest.mark.parametrize("name", SHAPES)
def test_the_sheet_with_the_data_is_read_whole(name: str) -> None:
    table = read_table(DATA / name)
    assert (*table.frame.shape, table.facts["sheet"]) == SHAPES[name]


# Cells of a whole column, as the program that wrote the workbook shows them.
CELLS: dict[str, tuple[str, list[str | None]]] = {
    "awkward/pandas_0.19.2/times_1904.xlsx": (
        "Time",
        ["01:02:03", "02:45:56.100", "04:29:49.200", "06:13:42.300", "07:57:35.400", "09:41:28.500"],
    ),
    "awkward/frictionless/preserve-formatting-percentage.xlsx": ("col2", ["0.52", "0.3", "0.06"]),
    "awkward/frictionless/table-with-ints-floats-dates.ods": ("Date", ["2009-08-16", "2009-09-20", "2012-08-23"]),
    "awkward/frictionless/table-with-booleans.ods": ("boolean", ["TRUE", "FALSE"]),
    "awkward/sheetjs/1904.ods": ("Column 2", ["1904-01-02", "1904-01-12", "1904-04-21", "1907-01-16", "1934-06-03"]),
    "awkward/sheetjs/1904.xlsx": ("Column 2", ["1904-01-02", "1904-01-12", "1904-04-21", "1907-01-16", "1934-06-03"]),
    "awkward/calamine/date_1904.xlsx": ("Column 1", ["2021-01-01", "2021-01-02", "255:10:10"]),
}


@pytest.mark.parametrize("name", CELLS)
def test_days_times_and_shares_are_those_of_the_workbook(name: str) -> None:
    column, cells = CELLS[name]
    assert list(read_table(DATA / name).frame[column])[: len(cells)] == cells


def test_error_cells_of_a_workbook_are_counted() -> None:
    table = read_table(DATA / "awkward/sheetjs/ErrorTypes.xlsx")
    errors = next(problem for problem in table.problems if problem.code == "error-cells")
    assert errors.rows == len(table.frame) == 13


# Cells in which the table read differs from the one that the collection calls right, and why that is no fault.
DIFFERS = {
    "file_escape_char_0x5C": 1,  # their table keeps the backslash that escapes a quote
    "file_header_multirow_2": 9,  # they join a header that stands twice to "DATE DATE"
    "file_no_header": 9,  # they take the first row of data for the header
    "file_quotation_char_0x27": 24,  # a quote inside a cell in single quotes: read as it stands
    "row_extra_quote0_col0": 1,  # a stray quote before the first name is left out
    "row_extra_quote10_col3": 1,  # a stray quote before a cell is left out
}
TRUTH = {name: name.replace("pollock/", "pollock/clean/") for name in FILES if "/pollock/" in name}


@pytest.mark.parametrize("name", sorted(set(TRUTH) - set(REFUSED)))
def test_polluted_text_gives_the_table_that_is_right(name: str) -> None:
    with (DATA / TRUTH[name]).open(encoding="utf-8", newline="") as file:
        right = list(csv.reader(file))
    frame = read_table(DATA / name).frame.astype(object)
    found = [list(frame.columns), *frame.where(frame.notna(), "").values.tolist()]
    found = found[len(found) - len(right) :]
    assert [len(row) for row in found] == [len(row) for row in right]
    wrong = sum(a != b for row, known in zip(found, right, strict=True) for a, b in zip(row, known, strict=True))
    assert wrong <= DIFFERS.get(Path(name).stem, 0)
