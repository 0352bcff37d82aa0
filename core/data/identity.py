"""Who the customer of a row is: the id, else the e-mail, else the name."""

from __future__ import annotations

import pandas as pd

from core.data.derived import full_names
from core.data.mapping import Mapping
from core.data.steps import Log
from core.data.values import BLANKS, damaged_ids, tidy_ids
from core.problems import Problem

# What shops write where the customer has no account.
_GUEST_IDS = ("0", "-1")
_GUESTS = frozenset(
    ["guest", "guest customer", "guest checkout", "anonymous", "unknown", "walk in", "walk in customer",
     "cash customer", "gast", "gastbestellung", "unbekannt", "anonym", "laufkunde", "laufkundschaft", "barverkauf",
     "invité", "invite", "anonyme", "inconnu", "client de passage", "invitado", "anónimo",
     "anonimo", "desconocido", "consumidor final",
     "convidado", "desconhecido", "ospite", "sconosciuto", "onbekend", "anoniem"]
)  # fmt: skip
_GUEST_WORDS = frozenset(
    spelled
    for word in _GUESTS
    for joined in (word, word.replace(" ", "-"))
    for spelled in (joined, joined.capitalize(), joined.title(), joined.upper())
)
# An id of zero is somebody's own unless it has this many times the rows of the next one.
_FAR_MORE = 3
_ENOUGH_GUESTS = 10


def fold_email(texts: pd.Series) -> pd.Series:
    """E-mail addresses in one spelling: lower case, no blanks.

    >>> import pandas as pd
    >>> fold_email(pd.Series([" Anna@Example.com", None])).tolist()
    ['anna@example.com', nan]
    """
    folded = texts.astype("str").str.lower().str.replace(r"\s", "", regex=True)
    return folded.where(folded.notna() & ~folded.isin(BLANKS))


def identify(frame: pd.DataFrame, mapping: Mapping, log: Log) -> pd.Series:
    """One id per row; missing where the row names nobody.

    An e-mail stands in for a missing id; where other rows tie that e-mail to an id, that id is taken. A name stands in
    only where the file has neither, with a warning: two people may share one. Guests, whom a shop writes as 0 or in
    words, are nobody. Needs at least one of the columns that name a customer.
    """
    id_column, email_column = mapping.column("customer_id"), mapping.column("email")
    if id_column is None and email_column is None:
        return _by_name(frame, mapping, log)
    emails = fold_email(frame[email_column]) if email_column else pd.Series(pd.NA, index=frame.index, dtype="str")
    if id_column is None:
        return _folded(frame[str(email_column)], emails, str(email_column), log)
    ids, changed = tidy_ids(frame[id_column])
    if changed:
        what = "Ids with decimals, an apostrophe or spaces around them were tidied"
        log.note([Problem("tidy-id", what, "Nothing to do: they are the same ids.", changed, "changed", id_column)])
    lost = damaged_ids(frame[id_column])
    if lost:
        what = "Ids were cut by a spreadsheet (1.23E+12): different customers may look like one"
        remedy = "Export again and open the file without a spreadsheet, or format the column as text there."
        log.note([Problem("damaged-id", what, remedy, lost, "kept", id_column)])
    if bool(ids.str.contains("@", regex=False).mean() > 0.5):
        ids = _folded(ids, fold_email(ids), id_column, log)
    ids = ids.where(~_are_guests(ids, emails))
    return _with_emails(ids, emails, id_column, log) if email_column else ids


def _are_guests(ids: pd.Series, emails: pd.Series) -> pd.Series:
    """Rows whose id stands for all customers without an account."""
    guests = ids.isin(_GUEST_WORDS)
    for guest in _GUEST_IDS:
        zero = ids == guest
        rows = int(zero.sum())
        if not rows:
            continue
        counts = ids[~zero].value_counts()
        far_more = rows >= _ENOUGH_GUESTS and rows > _FAR_MORE * int(counts.max() if len(counts) else 0)
        if far_more or emails[zero].notna().any():
            guests |= zero
    return guests


def _by_name(frame: pd.DataFrame, mapping: Mapping, log: Log) -> pd.Series:
    column = str(mapping.customer)
    joined, found = full_names(frame, mapping)
    log.note(found)
    names = frame[column].astype("str") if joined is None else joined
    what = "Customers are told apart by their names alone; two people of one name count as one"
    log.note([Problem("by-name", what, "Export the file with a customer id or an e-mail.", column=column)])
    known = names.str.replace(r"\s+", " ", regex=True).str.strip()
    known = known.where(known.notna() & ~known.str.lower().isin(BLANKS))
    return known.where(~_are_guests(known, pd.Series(pd.NA, index=known.index, dtype="str")))


def _folded(cells: pd.Series, emails: pd.Series, column: str, log: Log) -> pd.Series:
    changed = int((emails.notna() & (emails != cells.astype("str"))).sum())
    if changed:
        what = "E-mail addresses were brought to lower case, so that one person is one customer"
        log.note([Problem("folded-email", what, "Nothing to do.", changed, "changed", column)])
    return emails


def _with_emails(ids: pd.Series, emails: pd.Series, column: str, log: Log) -> pd.Series:
    ids = ids.astype("str")
    pairs = pd.DataFrame({"id": ids, "email": emails}).dropna().drop_duplicates("email").set_index("email")["id"]
    stand_in = emails.map(pairs).fillna(emails)
    filled = int((ids.isna() & stand_in.notna()).sum())
    if filled:
        what = "Rows without a customer id were tied to the customer by e-mail"
        log.note([Problem("by-email", what, "Nothing to do.", filled, "changed", column)])
    return ids.fillna(stand_in)
