"""Write the sample files again: python -m sample_data.make"""

from __future__ import annotations

import pandas as pd

from core.data.purchases import TABLE
from core.data.sample import CUSTOMERS, FOLDER, MONTHS, SEED
from core.data.synthetic import generate

DIRTY = """\
Order No;Customer;Order date;Total;Item
1001;anna@example.com;03/01/2026;"1.234,50 €";Desk
1001;anna@example.com;03/01/2026;"1.234,50 €";Desk
1002; Ben@example.com ;14/01/2026;"89,00 €";Lamp
1003;;15/01/2026;"20,00 €";Gift card
1004;cara@example.com;not yet;"45,90 €";Chair
1005;ben@example.com;31/01/2026;"-89,00 €";Lamp
1006;cara@example.com;02/02/2026;free;Sticker
1007;cara@example.com;11/02/2026;"45,90 €";Chair
1008;anna@example.com;28/02/2026;"0,00 €";Sticker
1009;dan@example.com;01/03/2026;"(12,00 €)";Return
1010;dan@example.com;25/02/2026;"60,00 €";Shelf
"""


def tables() -> dict[str, pd.DataFrame]:
    """The generated shop as the two files that hold it."""
    shop = generate(CUSTOMERS, seed=SEED, months=MONTHS)
    assert shop.purchases is not None
    rows = shop.purchases.run(TABLE.order_by(["day", "customer_id", "amount", "product"]))
    purchases = pd.DataFrame(
        {
            "Customer ID": rows["customer_id"],
            "Order date": rows["day"].dt.strftime("%Y-%m-%d"),
            "Category": rows["category"],
            "Product": rows["product"],
            "Amount": rows["amount"].map("{:.2f}".format),
        }
    )
    return {"customers.csv": shop.customers, "purchases.csv": purchases}


if __name__ == "__main__":
    for name, table in tables().items():
        table.to_csv(FOLDER / name, index=False)
    (FOLDER / "dirty_orders.csv").write_text(DIRTY, encoding="utf-8")
