"""The words for what a model learned of one customer."""

from __future__ import annotations

import core
from core.insight.reasons import raised_by_learned
from tests.core.made import from_csv


def told() -> tuple[core.Analysis, dict[str, str]]:
    """A shop whose older customers leave, as do those without a contract; some ages are not known."""
    rows = [
        f"k{i:03d},{'' if i % 50 == 1 else 30 + i % 40},{i % 2},{'rose' if i % 3 else 'lily'},"
        f"{'yes' if (i % 40 > 25) != (i % 11 == 0) or (i % 2 == 0 and i % 7 == 0) else 'no'}"
        for i in range(600)
    ]
    analysis = core.analyze(from_csv("customer_id,age,contract,flower,churned\n" + "\n".join(rows), kind="customers"))
    assert analysis.learned is not None
    return analysis, raised_by_learned(analysis.learned, analysis.dataset.customers).to_dict()


def test_a_number_stands_beside_the_usual_one_and_a_flag_is_a_word() -> None:
    analysis, reasons = told()
    people = analysis.customers.set_index("customer_id")
    median = people["age"].median()
    ages = {who: words for who, words in reasons.items() if " age (" in words and "not given" not in words}
    assert len(ages) > 50
    for who, words in ages.items():
        assert f"age ({people.at[who, 'age']:.0f}, usually {median:g} years)" in words
    flags = [(people.at[who, "contract"], words) for who, words in reasons.items() if "contract (" in words]
    assert flags
    for value, words in flags:
        assert f"contract ({'yes' if value == 1 else 'no'})" in words


def test_one_customer_is_told_the_same_as_in_the_list() -> None:
    analysis, reasons = told()
    assert analysis.learned is not None
    given = analysis.dataset.customers
    for who in list(reasons)[:3]:
        one = raised_by_learned(analysis.learned, given, given["customer_id"] == who)
        assert one.to_dict() == {who: reasons[who]}
