"""Files full of hostile texts: in the names of columns, in ids, names, groups, products and countries."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.browser.hostile_texts import hostile_names, hostile_texts

CUSTOMERS = 180
GROUPS = 12


def _write(path: Path, names: Sequence[str], rows: Sequence[Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(names)
        writer.writerows(rows)
    return path


def _own_columns(port: int, taken: Sequence[str]) -> tuple[list[str], Callable[[int], list[object]]]:
    """Columns called by hostile names: in turn a number and a group of hostile texts."""
    free = [name for name in hostile_names(port) if name not in taken]
    texts = hostile_texts(port)

    def row(i: int) -> list[object]:
        return [
            (i * (7 + place) + place * place) % 101 if place % 2 else texts[(place * 5 + i % GROUPS) % len(texts)]
            for place in range(len(free))
        ]

    return free, row


def customers_file(folder: Path, port: int) -> Path:
    """Customers with what the six segments need, beside columns of hostile names."""
    texts = hostile_texts(port)
    own, more = _own_columns(port, ["customer_id", "segment"])
    known = ["Customer ID", "E-mail", "Customer name", "Age", "Gender", "Income", "Country", "Customer segment"]
    known += ["Orders per year", "CLV", "Page views", "Satisfaction", "Loyalty score", "Churn probability", "Currency"]
    known += ["<b>Books</b> preference", "Toys ![a](x) preference"]
    rows = [
        [
            texts[i] if i < len(texts) else f"{texts[i % len(texts)]} {i}", f"{i}<b>@x.example", texts[i % len(texts)],
            20 + i % 50, texts[i % 5], 30_000 + 500 * i, texts[i % 30], texts[(i * i) % 37],
            1 + i % 9, 50 + 7 * i, i % 40, 1 + i % 10, i % 100, i % 20 / 20, "<b>",
            i % 10 / 10, (i * 3) % 10 / 10, *more(i),
        ]
        for i in range(CUSTOMERS)
    ]  # fmt: skip
    return _write(folder / "customers.csv", [*known, *own], rows)


def own_columns_file(folder: Path, port: int) -> Path:
    """Nothing that the app knows but the customer: all it can show is what the file calls things."""
    own, more = _own_columns(port, ["customer_id"])
    own = [*own, "image", "title", "group", "customers", "customer_share", "mean", "share"]
    rows = [[f"K{i}", *more(i), i % 13, i * i % 17, i % 7, i % 5, i % 3, i % 11, i % 19] for i in range(CUSTOMERS)]
    return _write(folder / "own.csv", ["customer_id", *own], rows)


def purchases_file(folder: Path, port: int) -> Path:
    """Purchases by hostile ids, of hostile goods, in hostile places."""
    texts = hostile_texts(port)
    names = [
        "Customer ID",
        "Customer name",
        "Order date",
        "Amount",
        "Category",
        "Product",
        "Country",
        "Segment",
        "Order",
    ]
    rows = [
        [
            texts[i % len(texts)], texts[(i + 1) % len(texts)], f"2025-{1 + i % 12:02d}-{1 + i * 5 % 28:02d}",
            f"{10 + i % 90}.50", texts[i * i % 13], texts[i * 3 % len(texts)], texts[i % len(texts) % 9],
            texts[i % len(texts) % 7], f"{texts[i % 5]} {i}",
        ]
        for i in range(20 * len(texts))
    ]  # fmt: skip
    return _write(folder / "purchases.csv", [*names, "Order"], rows)
