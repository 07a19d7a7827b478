"""The one door to ClickHouse: engine, migrations, queries. SQL lives in files; values go in as typed parameters."""

from mutoscope.store.engine import EmbeddedEngine, Engine, Params, Row
from mutoscope.store.questions import Bounds, Questions
from mutoscope.store.sql import derived_columns, expression, hmac_keys, query
from mutoscope.store.statement import Statement
from mutoscope.store.store import ForgottenViewers, MirrorRow, Store

__all__ = [
    "Bounds",
    "EmbeddedEngine",
    "Engine",
    "ForgottenViewers",
    "MirrorRow",
    "Params",
    "Questions",
    "Row",
    "Statement",
    "Store",
    "derived_columns",
    "expression",
    "hmac_keys",
    "query",
]
