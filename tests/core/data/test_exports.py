"""Exports of shops, payment services and mail tools: every column that matters is taken for what it is."""

from __future__ import annotations

import pytest

from core import schema
from core.data.mapping import propose_mapping
from tests.core.data.known_exports import KNOWN, Known
from tests.core.made import table


@pytest.mark.parametrize("export", KNOWN, ids=lambda export: export.name)
def test_the_columns_of_an_export(export: Known) -> None:
    mapping = propose_mapping(table(export.table()))
    found = {role: name for name, role in mapping.roles.items() if role not in schema.MANY}
    assert (mapping.kind, found) == (export.kind, export.roles)
