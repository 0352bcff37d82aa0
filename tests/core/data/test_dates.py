"""Cells to days: what was typed stands left, the day it means right. Nothing may be read as another day."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data import calendar_words, cells, dates
from core.data.values import Parsed, parse_dates


def column(*texts: str | None) -> pd.Series:
    return pd.Series(list(texts), dtype="str")


def days(*texts: str | None) -> list[str | None]:
    return [None if pd.isna(value) else value.date().isoformat() for value in parse_dates(column(*texts)).values]


def moment(text: str) -> str:
    return str(parse_dates(column(text)).values.iloc[0])


# Each with what the same program writes for the 5th of March 2024.
FORMATS = {
    "2023-12-31": "2024-03-05", "2023-12-31T23:59:59": "2024-03-05T00:00:00",
    "2023-12-31T23:59:59.123Z": "2024-03-05T00:00:00.000Z", "2023-12-31T23:59:59-08:00": "2024-03-05T00:00:00-08:00",
    "31/12/2023": "05/03/2024", "12/31/2023": "03/05/2024", "31.12.2023": "05.03.2024", "31-12-2023": "05-03-2024",
    "31/12/23": "05/03/24", "31/12/2023 23:59": "5/3/2024 0:00", "20231231": "20240305", "2023/12/31": "2024/03/05",
    "31 Dec 2023": "5 Mar 2024", "Dec 31, 2023": "Mar 5, 2024", "31-Dec-23": "05-Mar-24",
    "December 31st, 2023": "March 5th, 2024", "Sunday, December 31, 2023": "Tuesday, March 5, 2024",
    "31. Dezember 2023": "5. März 2024", "31 décembre 2023": "5 mars 2024",
    "31 de diciembre de 2023": "5 de marzo de 2024", "Dec 31 2023 11:59PM": "Mar  5 2024 12:00AM", "45291": "45356",
    "1704067199": "1709596800", "1704067199000": "1709596800000", "31122023": "05032024",
    "2023年12月31日": "2024年3月5日", "Sun, 31 Dec 2023 23:59:59 +0000": "Tue, 05 Mar 2024 00:00:00 +0000",
    "2023-12-31 at 10.30 PM": "2024-03-05 at 1.05 AM",
}  # fmt: skip


def test_twenty_eight_formats_are_read_and_none_is_read_as_another_day() -> None:
    assert len(FORMATS) == 28
    read = {text: days(text) for text in FORMATS} | {other: days(text, other)[1:] for text, other in FORMATS.items()}
    wanted = dict.fromkeys(FORMATS, "2023-12-31") | dict.fromkeys(FORMATS.values(), "2024-03-05")
    assert {text: got for text, got in read.items() if got != [wanted[text]]} == {}


@pytest.mark.parametrize(
    "text",
    [
        "2023-12-31T23:59", "2023-12-31 23:59:59 UTC", "2023-12-31 10:00:00+02", "2023-12-31 00:30:00 +0200",
        "2023-12-31Z", "2023-12-31T23:59:59.123456789Z", "2023-12-31 23:59:59,5", "2023-12-31-23.59.59.000000",
        "2023. 12. 31.", "20231231T235959Z", "20231231235959", "2023-Dec-31", "2023-W52-7", "2023‑12‑31",
        "２０２３/１２/３１", "2023년 12월 31일", "31/12/2023, 23:59:59", "31/12/2023 11:59 p. m.",
        "31/12/2023 à 10h30", "12/31/2023 10:30 PM", "12/31/23", "31. 12. 2023", "31.12.2023 um 10:30 Uhr",
        "So., 31.12.2023", "dim. 31 déc. 2023", "31/Dec/2023:23:59:59 +0000", "31DEC2023",
        "31-DEC-23 11.59.59.000000000 PM", "31 December, 2023", "Dec-31-2023", "Dec 31 '23",
        "Sun Dec 31 23:59:59 UTC 2023", "Sun Dec 31 2023 23:59:59 GMT+0100 (Central European Standard Time)",
        "31 de dezembro de 2023", "31 dicembre 2023", "31 dec 2023", "domenica 31 dicembre 2023", "12312023",
        "45291.75", "45291,75", "1703980800.5", "1703980800000000", "1703980800000000000", " 2023-12-31 ",
        '="2023-12-31"', "23-12-31",
    ],
)  # fmt: skip
def test_more_ways_to_write_the_last_day_of_2023(text: str) -> None:
    parsed = parse_dates(column(text))
    assert [str(day)[:10] for day in parsed.values] == ["2023-12-31"]
    assert parsed.unread.empty
    assert not parsed.ambiguous


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("Dec 31 2023 12:05AM", "2023-12-31 00:05:00"), ("Dec 31 2023 12:05PM", "2023-12-31 12:05:00"),
        ("2023-12-31 1:05 p.m.", "2023-12-31 13:05:00"), ("2023-12-31 13:05 PM", "2023-12-31 13:05:00"),
        ("2023-12-31 0:05 AM", "2023-12-31 00:05:00"), ("31/12/2023 7 pm", "2023-12-31 19:00:00"),
        ("2023-12-31T23:30:00-08:00", "2023-12-31 23:30:00"), ("2023-12-31 23:59:59.25", "2023-12-31 23:59:59.250000"),
        ("45291.5", "2023-12-31 12:00:00"), ("45291.9999884", "2023-12-31 23:59:59"),
        ("1704067199", "2023-12-31 23:59:59"),
    ],
)  # fmt: skip
def test_the_time_of_day_is_kept_and_a_zone_is_taken_off(text: str, when: str) -> None:
    assert moment(text) == when


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1. Mär 2023", "2023-03-01"), ("1. Maerz 2023", "2023-03-01"), ("1. Okt. 2023", "2023-10-01"),
        ("1. Dez 2023", "2023-12-01"), ("1. Jänner 2023", "2023-01-01"), ("1 févr. 2023", "2023-02-01"),
        ("1er janv. 2023", "2023-01-01"), ("1 AOÛT 2023", "2023-08-01"), ("1 juin 2023", "2023-06-01"),
        ("1 juil. 2023", "2023-07-01"), ("1 ene 2023", "2023-01-01"), ("1-dic-2023", "2023-12-01"),
        ("1 set 2023", "2023-09-01"), ("1 out 2023", "2023-10-01"), ("1 fev 2023", "2023-02-01"),
        ("1 gen 2023", "2023-01-01"), ("1 mag 2023", "2023-05-01"), ("1 giugno 2023", "2023-06-01"),
        ("1 luglio 2023", "2023-07-01"), ("1 ott. 2023", "2023-10-01"), ("1 mei 2023", "2023-05-01"),
        ("1 maart 2023", "2023-03-01"), ("1 maj 2023", "2023-05-01"), ("May 5 2023", "2023-05-05"),
    ],
)  # fmt: skip
def test_months_in_ten_languages(text: str, day: str) -> None:
    assert days(text) == [day]


def test_no_word_names_two_months() -> None:
    lines = calendar_words._MONTHS.strip().split("\n")
    assert len(lines) == 12
    assert [
        word for word, times in Counter(word for line in lines for word in set(line.split())).items() if times > 1
    ] == []
    assert set(calendar_words.MONTHS.values()) == set(range(1, 13))


@pytest.mark.parametrize(
    "text",
    [
        "29/02/2023", "30/02/2024", "2023-02-29", "0000-00-00", "9999-12-31", "1900-01-00", "1/0/1900", "99/99/9999",
        "1899-12-31", "2023-13-01", "2023-W53-1", "2023-W00-1", "31 Feb 2023", "2023-12-31 24:00", "2023-12-31 25:00",
        "2023-12-31 23:60", "2023-12-31 12:30:61", "2023-12-31 13:00 AM", "01/01/0099",
    ],
)  # fmt: skip
def test_a_day_or_time_that_does_not_exist_is_unread(text: str) -> None:
    parsed = parse_dates(column(text, "2024-02-29"))
    assert parsed.values.isna().tolist() == [True, False]
    assert parsed.unread.to_dict() == {text: 1}


@pytest.mark.parametrize(
    "texts",
    [
        ("abc", "def"), ("1.5", "2.5"), ("12", "13"), ("2023",), ("2023-12",), ("12/2023",), ("Dec 2023",), ("Dec-23",),
        ("31/12",), ("2023-365",), ("Q4 2023",), ("12:30",), ("10.12.20.5",), ("12 34 56",), ("31/12/1",),
        ("31-12.2023",), ("31 Foo 2023",), ("before 31.12.2023",), ("2023-12-31 foo",), ("2023-12-31 23",),
        ("31.12.2023-05.01.2024",), ("555-123-4567",), ("231231",),
    ],
)  # fmt: skip
def test_what_is_no_day_or_might_be_another_is_unread(texts: tuple[str, ...]) -> None:
    assert days(*texts) == [None] * len(texts)


def test_one_value_beyond_twelve_decides_the_order_for_the_column() -> None:
    assert days("01/02/2024", "31/12/2023") == ["2024-02-01", "2023-12-31"]
    assert days("01/02/2024", "12/31/2023") == ["2024-01-02", "2023-12-31"]
    assert days("01022024", "31122023") == ["2024-02-01", "2023-12-31"]
    assert not parse_dates(column("01/02/2024", "31/12/2023")).ambiguous


def test_a_column_that_fits_both_orders_says_so_and_follows_the_person() -> None:
    texts = column("01/02/2024", "03/04/2024")
    assert parse_dates(texts).ambiguous
    assert days(*texts) == ["2024-01-02", "2024-03-04"]
    told = parse_dates(texts, day_first=True)
    assert not told.ambiguous
    assert [str(day)[:10] for day in told.values] == ["2024-02-01", "2024-04-03"]


@pytest.mark.parametrize("texts", [("05/05/2024",), ("01.02.2024",), ("31/12/2023",), ("2024-01-02",), ("n/a",)])
def test_there_is_nothing_to_ask_where_both_orders_say_the_same_or_the_custom_is_clear(texts: tuple[str, ...]) -> None:
    assert not parse_dates(column(*texts)).ambiguous


def test_between_dots_the_day_comes_first_unless_the_column_says_otherwise() -> None:
    assert days("01.02.2024") == ["2024-02-01"]
    assert days("01.02.2024", "01.31.2024") == ["2024-01-02", "2024-01-31"]


def test_where_orders_are_mixed_only_unmistakable_dates_are_read() -> None:
    texts = ("31/12/2023", "12/30/2023", "01/02/2024", "05/05/2024")
    assert days(*texts) == ["2023-12-31", "2023-12-30", None, "2024-05-05"]
    assert [str(day)[:10] for day in parse_dates(column(*texts), day_first=True).values][2] == "2024-02-01"


def test_one_slip_among_hundreds_does_not_unsettle_a_column() -> None:
    assert days(*["31/12/2023"] * 200, "12/30/2023", "01/02/2024")[-2:] == ["2023-12-30", "2024-02-01"]


def test_year_day_month_is_not_taken_for_year_month_day() -> None:
    assert days("2023-31-12", "2023-02-01") == [None, None]


def test_years_of_two_digits() -> None:
    assert days("31/12/29", "31/12/69", "31/12/30", "31/12/68") == ["2029-12-31", "1969-12-31", None, None]
    # A whole January of short dates with the year in front; read the other way, they would spread over 28 years.
    assert days(*(f"24-01-{day:02d}" for day in range(1, 29))) == [f"2024-01-{day:02d}" for day in range(1, 29)]
    assert days("15-01-24", "16-01-24") == ["2024-01-15", "2024-01-16"]


def test_unmistakable_dates_of_another_format_are_read_beside_the_rule() -> None:
    assert days("31 Dec 2023", "2024-03-05", "20240306") == ["2023-12-31", "2024-03-05", "2024-03-06"]


def test_bare_numbers_are_days_only_where_most_cells_are_of_that_kind() -> None:
    assert days("45291", "45292", "2023-12-31") == ["2023-12-31", "2024-01-01", "2023-12-31"]
    assert days("2023-12-31", "2024-01-01", "45292") == ["2023-12-31", "2024-01-01", None]
    assert days("45291", "45292", "1703980800") == ["2023-12-31", "2024-01-01", None]
    assert days("45291", "120", "7") == [None, None, None]


def test_a_long_file_in_order_of_time_is_read_day_first_although_its_beginning_fits_both() -> None:
    times = pd.date_range("2024-12-01", "2024-12-31 23:59", freq="7min")
    parsed = parse_dates(pd.Series(times.strftime("%d/%m/%Y %H:%M"), dtype="str"))
    assert int(parsed.unread.sum()) == 0
    assert parsed.values.tolist() == times.tolist()


def test_blanks_among_days_are_missing_and_not_a_fault() -> None:
    for texts in (("2024-01-31", None, "n/a"), ("31.01.2024", None, "n/a")):
        parsed = parse_dates(column(*texts))
        assert parsed.values.isna().tolist() == [False, True, True]
        assert parsed.unread.empty


def test_zones_may_differ_within_a_column_because_the_shops_own_day_counts() -> None:
    texts = ("2024-01-31T23:30:00+02:00", "2024-02-01T00:10:00-05:00", "2024-02-02")
    assert days(*texts) == ["2024-01-31", "2024-02-01", "2024-02-02"]


def test_unread_texts_are_counted_the_most_frequent_first() -> None:
    parsed = parse_dates(column("soon", "later", "soon", "2024-01-31"))
    assert list(parsed.unread.items()) == [("soon", 2), ("later", 1)]
    assert parsed.share_read == pytest.approx(1 / 4)


PATTERNS = [
    "%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y", "%d/%m/%y",
    "%m/%d/%y", "%d.%m.%y", "%Y%m%d", "%Y/%m/%d", "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%d-%b-%y",
    "%A, %B %d, %Y", "%d/%m/%Y %H:%M", "%m/%d/%Y %I:%M %p", "%a, %d %b %Y %H:%M:%S +0000", "%d%m%Y", "%m%d%Y", "%d%b%Y",
    "%Y-%m-%d %H:%M:%S.%f", "%Y年%m月%d日",
]  # fmt: skip
MOMENTS = st.lists(st.datetimes(dt.datetime(1971, 1, 1), dt.datetime(2029, 12, 31)), min_size=1, max_size=12)


@given(MOMENTS, st.sampled_from(PATTERNS))
def test_a_day_written_by_any_program_is_read_back_or_asked_about(moments: list[dt.datetime], pattern: str) -> None:
    parsed = parse_dates(column(*(moment.strftime(pattern) for moment in moments)))
    if parsed.ambiguous:
        parsed = parse_dates(column(*(moment.strftime(pattern) for moment in moments)), pattern.startswith("%d"))
    assert [day.date() for day in parsed.values] == [moment.date() for moment in moments]


@given(MOMENTS, MOMENTS, st.sampled_from(PATTERNS), st.sampled_from(PATTERNS))
def test_two_programs_in_one_column_are_read_back_or_unread_or_asked_about(
    some: list[dt.datetime], others: list[dt.datetime], pattern: str, other: str
) -> None:
    in_doubt = [p for p in (pattern, other) if p[:2] in ("%d", "%m") and "b" not in p.lower()]
    texts = [moment.strftime(pattern) for moment in some] + [moment.strftime(other) for moment in others]
    parsed = parse_dates(column(*texts))
    for moment, read in zip([*some, *others], parsed.values, strict=True):
        # Where one hand writes only dates that fit both ways, nothing in the column gives the other order away.
        assert pd.isna(read) or read.date() == moment.date() or parsed.ambiguous or len(in_doubt) == 2, texts


@given(st.lists(st.text("0123456789/.-: TZapmDec年", max_size=12), max_size=8))
def test_no_text_breaks_the_reader_and_every_cell_is_accounted_for(texts: list[str]) -> None:
    parsed = parse_dates(column(*texts))
    blank = sum(text.strip().lower() in cells.BLANKS for text in texts)
    assert parsed.values.notna().sum() + parsed.unread.sum() + blank == len(texts)


STAMPS = st.one_of(
    st.datetimes(dt.datetime(1890, 1, 1), dt.datetime(2210, 1, 1)).map(str),
    st.dates(dt.date(1890, 1, 1), dt.date(2210, 1, 1)).map(str),
    st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2030, 1, 1)).map(lambda moment: f"{moment.isoformat()}Z"),
    st.sampled_from(["n/a", "-", "2023-02-29", "2023-12-31 24:00", "2023-12-31 23", "2023-12-31T10:00:00+0200", "x"]),
)


def _same(one: Parsed, other: Parsed) -> None:
    pd.testing.assert_series_equal(one.values, other.values)
    pd.testing.assert_series_equal(one.unread, other.unread)
    assert (one.ambiguous, one.rule) == (other.ambiguous, other.rule)


@given(st.lists(STAMPS, min_size=1, max_size=6))
def test_the_quick_way_for_dates_of_one_shape_gives_what_the_careful_way_gives(texts: list[str]) -> None:
    quick = parse_dates(column(*texts))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dates, "_year_first", lambda _: None)
        _same(quick, parse_dates(column(*texts)))


def test_many_texts_are_read_in_pieces_that_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = column(*(f"{day}/{month}/2024 10:{day}" for day in range(1, 32) for month in range(1, 13)), "x", "-")
    whole = parse_dates(texts)
    monkeypatch.setattr(cells, "BATCH", 50)
    _same(whole, parse_dates(texts))


def test_a_million_rows_cost_their_distinct_texts() -> None:
    parsed = parse_dates(pd.Series(["31.01.2024", "01.02.2024"] * 100_000, dtype="str"))
    assert parsed.values.nunique() == 2
    assert parsed.values.iloc[-1] == pd.Timestamp(dt.date(2024, 2, 1))
