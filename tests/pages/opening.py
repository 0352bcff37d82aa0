"""The app as a visitor opens it, with a file in use, on a page or one of its tabs."""

from __future__ import annotations

from pathlib import Path

from streamlit.testing.v1 import AppTest

import core
from pages.shared import session

APP = str(Path(__file__).parents[2] / "streamlit_app.py")
PAGES = {
    "overview": "pages/understand/overview.py",
    "data": "pages/start/data.py",
    "segments": "pages/understand/segments.py",
    "behavior": "pages/understand/behavior.py",
    "value": "pages/understand/value.py",
    "engagement": "pages/understand/engagement.py",
    "at_risk": "pages/act/at_risk.py",
    "high_potential": "pages/act/high_potential.py",
    "recommendations": "pages/act/recommendations.py",
    "customer": "pages/act/customer.py",
}
# What the link calls the tabs of a page.
TABS = {"segments": "segment_view", "value": "value_view"}
CUSTOMERS = "Customer ID,Age,Gender,Income,Orders per year,CLV,Satisfaction,Churn probability,Region\n" + "\n".join(
    f"K{i},{20 + i % 50},{'FM'[i % 2]},{30_000 + 500 * i},{1 + i % 9},{50 + 7 * i},{1 + i % 10},{i % 20 / 20},R{i % 4}"
    for i in range(120)
)
PURCHASES = "customer,date,amount,category\n" + "\n".join(
    f"C{i % 30},2025-{1 + i % 12:02d}-{1 + i % 28:02d},{10 + i % 90}.50,{'AB'[i % 2]}" for i in range(300)
)
ONE_CUSTOMER = "customer,date,amount\nanna,2025-01-01,10\nanna,2025-02-01,20\n"
NOTHING_COMPUTABLE = "name,remark\n" + "\n".join(f"N{i},text {i % 3}" for i in range(20))
REFUNDS_ONLY = "customer,date,amount\n" + "\n".join(
    f"C{i},2025-{1 + i % 12:02d}-{1 + i % 28:02d},-{10 + i}.50" for i in range(60)
)
ONE_ORDER_EACH = REFUNDS_ONLY.replace(",-", ",")
BLANKS = "customer_id,orders,clv,satisfaction,visits\n" + "\n".join(
    f"K{i},{'' if i % 3 == 0 else i % 9},{'' if i % 5 == 0 else 50 + 7 * i},{'' if i % 4 == 0 else 1 + i % 5},{i % 7}"
    for i in range(150)
)
DATA = {
    "sample": None,
    "customers file": CUSTOMERS,
    "purchases file": PURCHASES,
    "one customer": ONE_CUSTOMER,
    "nothing computable": NOTHING_COMPUTABLE,
    "refunds only": REFUNDS_ONLY,
    "one order each": ONE_ORDER_EACH,
    "blanks": BLANKS,
}


def start(text: str | None = None) -> AppTest:
    """The app as a visitor opens it, with a file in use where given."""
    app = AppTest.from_file(APP, default_timeout=60)
    if text is not None:
        dataset = core.load(text.encode(), "file.csv")
        put(app, dataset, session.UPLOAD)
    return app.run()


def put(app: AppTest, dataset: core.Dataset, source: str) -> None:
    """Let the visitor look at a dataset, as `session.use` does."""
    session.store().put(dataset)
    app.session_state["source"] = source
    app.session_state["fingerprint"] = dataset.fingerprint
    app.session_state["data_name"] = dataset.name


def open_tab(page: str, tab: str, text: str | None = None, **link: str) -> AppTest:
    """A page with one of its tabs open, as a link opens it."""
    app = AppTest.from_file(APP, default_timeout=60)
    if text is not None:
        put(app, core.load(text.encode(), "file.csv"), session.UPLOAD)
    app.query_params.update({TABS[page]: tab, **link})
    app.run()
    return app.switch_page(PAGES[page]).run()
