"""The front door of the analysis: load a file, analyze it, take lists away. Knows nothing of the app.

>>> import core
>>> analysis = core.analyze(core.generate(n_customers=200, seed=7), core.Settings(clusters=5, high_value_percentile=80))
>>> len(analysis.customers), analysis.clusters.k
(200, 5)
>>> list(core.at_risk(analysis).columns[:3])
['customer_id', 'churn_probability', 'value_at_stake']
>>> core.to_csv(core.recommend(analysis)).startswith(b"\\xef\\xbb\\xbfarea")
True
"""

from core.analysis import Analysis, analyze
from core.data.cleaning import clean, load
from core.data.dataset import Dataset
from core.data.joining import join
from core.data.mapping import Mapping, confirm, propose_mapping
from core.data.sample import sample
from core.data.sources import read_table
from core.data.steps import Options
from core.data.synthetic import generate
from core.data.table import Table
from core.notebook import CustomerBehaviorAnalyzer
from core.present.export import to_csv
from core.present.views import at_risk, high_potential, recommend
from core.problems import DataError
from core.settings import Settings

__all__ = [
    "Analysis",
    "CustomerBehaviorAnalyzer",
    "DataError",
    "Dataset",
    "Mapping",
    "Options",
    "Settings",
    "Table",
    "analyze",
    "at_risk",
    "clean",
    "confirm",
    "generate",
    "high_potential",
    "join",
    "load",
    "propose_mapping",
    "read_table",
    "recommend",
    "sample",
    "to_csv",
]
