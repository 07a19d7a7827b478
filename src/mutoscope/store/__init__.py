"""The one door to ClickHouse: engine, migrations, queries. SQL lives in files; values go in as typed parameters."""

from mutoscope.store.engine import EmbeddedEngine, Engine, Params, Row
from mutoscope.store.memory import ALL, MemoryTable
from mutoscope.store.questions import Bounds, Questions
from mutoscope.store.sql import expression, hmac_keys, query
from mutoscope.store.statement import Statement
from mutoscope.store.store import ForgottenViewers, MirrorRow, Store

__all__ = [
    "ALL",
    "Bounds",
    "EmbeddedEngine",
    "Engine",
    "ForgottenViewers",
    "MemoryTable",
    "MirrorRow",
    "Params",
    "Questions",
    "Row",
    "Statement",
    "Store",
    "expression",
    "hmac_keys",
    "query",
]
