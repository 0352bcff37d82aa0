"""Who the customer of a row is: the id, else the e-mail, else the name."""

from __future__ import annotations

import pandas as pd

from core.data.mapping import Mapping
from core.data.steps import Log
from core.data.values import BLANKS, tidy_ids
from core.problems import Problem

_GUEST_ID = "0"


def fold_email(texts: pd.Series) -> pd.Series:
    """E-mail addresses in one spelling: lower case, no blanks.

    >>> import pandas as pd
    >>> fold_email(pd.Series([" Anna@Example.com", None])).tolist()
    ['anna@example.com', nan]
    """
    folded = texts.str.lower().str.replace(r"\s", "", regex=True)
    return folded.where(folded.notna() & ~folded.isin(BLANKS))


def identify(frame: pd.DataFrame, mapping: Mapping, log: Log) -> pd.Series:
    """One id per row; missing where the row names nobody.

    An e-mail stands in for a missing id; where other rows tie that e-mail to an id, that id is taken. A name stands in
    only where the file has neither, with a warning: two people may share one. Needs at least one of the three columns.
    """
    id_column, email_column, name_column = (mapping.column(r) for r in ("customer_id", "email", "customer_name"))
    if id_column is None and email_column is None:
        what = "Customers are told apart by their names alone; two people of one name count as one"
        log.note(
            [Problem("by-name", what, "Export the file with a customer id or an e-mail.", column=str(name_column))]
        )
        return _folded_names(frame[str(name_column)])
    emails = fold_email(frame[email_column]) if email_column else pd.Series(pd.NA, index=frame.index, dtype="str")
    if id_column is None:
        return _folded(frame[str(email_column)], emails, str(email_column), log)
    ids, changed = tidy_ids(frame[id_column])
    if changed:
        what, remedy = "Ids written as 123.0 or '123 were tidied", "Nothing to do: they are the same ids."
        log.note([Problem("tidy-id", what, remedy, changed, "changed", id_column)])
    if bool(ids.str.contains("@", regex=False).mean() > 0.5):
        ids = _folded(ids, fold_email(ids), id_column, log)
    if email_column:
        ids = _with_emails(ids.where(ids != _GUEST_ID), emails, id_column, log)
    return ids


def _folded_names(names: pd.Series) -> pd.Series:
    known = names.str.replace(r"\s+", " ", regex=True).str.strip()
    return known.where(known.notna() & ~known.str.lower().isin(BLANKS))


def _folded(cells: pd.Series, emails: pd.Series, column: str, log: Log) -> pd.Series:
    changed = int((emails.notna() & (emails != cells)).sum())
    if changed:
        what = "E-mail addresses were brought to lower case, so that one person is one customer"
        log.note([Problem("folded-email", what, "Nothing to do.", changed, "changed", column)])
    return emails


def _with_emails(ids: pd.Series, emails: pd.Series, column: str, log: Log) -> pd.Series:
    pairs = pd.DataFrame({"id": ids, "email": emails}).dropna().drop_duplicates("email").set_index("email")["id"]
    stand_in = emails.map(pairs).fillna(emails)
    filled = int((ids.isna() & stand_in.notna()).sum())
    if filled:
        what = "Rows without a customer id were tied to the customer by e-mail"
        log.note([Problem("by-email", what, "Nothing to do.", filled, "changed", column)])
    return ids.fillna(stand_in)
