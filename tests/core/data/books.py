"""Workbooks made for the tests of their reader."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from openpyxl import Workbook

from core.data.table import Table

Rows = Iterable[Sequence[Any]]


def saved(fill: Callable[[Workbook], None]) -> bytes:
    """A workbook with one sheet that `fill` has worked on."""
    book = Workbook()
    fill(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def book_of(**sheets: Rows) -> bytes:
    """A workbook with these sheets, each given by its rows."""

    def fill(book: Workbook) -> None:
        book.remove(book.active)
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)

    return saved(fill)


def rewritten(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """The same archive with its parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return out.getvalue()


def archive_of(parts: Mapping[str, str]) -> bytes:
    """A ZIP archive with these parts, which are not compressed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def open_document(rows: Iterable[Iterable[str]]) -> bytes:
    """An .ods with one sheet of text cells; "=" stands for a formula that gives an error."""
    error = '<table:table-cell table:formula="of:=1/0" office:value-type="string" calcext:value-type="error"/>'
    text = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    lines = ("".join(error if cell == "=" else text.format(cell) for cell in row) for row in rows)
    table = "".join(f"<table:table-row>{line}</table:table-row>" for line in lines)
    spaces = " ".join(f'xmlns:{name}="urn:{name}"' for name in ("office", "table", "text", "calcext"))
    content = (
        f'<office:document-content {spaces}><office:body><office:spreadsheet><table:table table:name="Sheet">{table}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return archive_of({"mimetype": kind, "META-INF/manifest.xml": "<manifest/>", "content.xml": content})


def cells(table: Table) -> list[list[str | None]]:
    """The rows of a table, None for a missing cell."""
    frame = table.frame.astype(object)
    return frame.where(frame.notna(), None).values.tolist()


def codes(table: Table) -> set[str]:
    return {problem.code for problem in table.problems}


def affected(table: Table, code: str) -> int:
    """The rows touched by the problems of one code."""
    return sum(problem.rows for problem in table.problems if problem.code == code)
