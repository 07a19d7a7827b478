"""GET /v1/ledger: what became of every beacon received."""

from typing import Annotated, Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

from mutoscope.api import schemas
from mutoscope.api.choosing import Span
from mutoscope.api.endpoint import Asked, Endpoint
from mutoscope.api.files import FileDecimal, FileFormat, FileSeparator
from mutoscope.beacon import RULES
from mutoscope.errors import UnexpectedValue
from mutoscope.metrics import Entry, Grain
from mutoscope.tables import Column, Table


class LedgerQuery(msgspec.Struct, kw_only=True, frozen=True):
    span: Span
    group_time: Annotated[Grain, Meta(description="Length of the timeline's buckets.")] = "day"
    format: FileFormat = "json"
    separator: FileSeparator = "comma"
    decimal: FileDecimal = "point"


def ledger(asked: Asked[LedgerQuery]) -> dict[str, Any]:
    """The total of a period, and its timeline. Raises RequestError."""
    query, services = asked.query, asked.services
    period = query.span.resolve(asked.workspace, services)
    try:
        found = services.metrics.ledger(asked.workspace.id, period, query.group_time)
    except ValueError as error:  # too many buckets
        raise UnexpectedValue(str(error)) from error
    return {
        "meta": {"time": query.span.meta(period)},
        "data": {
            "total": _entry(found.total),
            "timeline": [{"date": date, **_entry(entry)} for date, entry in found.timeline],
        },
    }


def ledger_table(asked: Asked[LedgerQuery]) -> Table:
    """The timeline; each reason of refusal is a column. Raises RequestError."""
    timeline = ledger(asked)["data"]["timeline"]
    rows = ([*(row[name] for name in _SUMS), *row["refused_by_reason"].values()] for row in timeline)
    numbers = [name for name in _SUMS if name != "date"] + [f"refused_{reason.value}" for reason in RULES]
    columns = [Column(name="date", type="instant"), *(Column(name=name, type="number") for name in numbers)]
    return Table(columns=columns, rows=rows, zone=ZoneInfo(asked.workspace.timezone), name="Ledger")


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "received": entry.received,
        "accepted": entry.accepted,
        "counted": entry.counted,
        "superseded": entry.superseded,
        "deleted": entry.deleted,
        "set_aside": entry.set_aside,
        "refused": entry.refused_total,
        "refused_by_reason": entry.refused,
    }


_ENTRY: dict[str, schemas.Schema] = {
    "received": schemas.count("Beacons received: accepted and refused."),
    "accepted": schemas.count("Beacons that were made durable: counted, superseded, deleted and set aside."),
    "counted": schemas.count("Plays whose newest beacon is one of these."),
    "superseded": schemas.count("Beacons that a newer one of their play has replaced, or that came more than once."),
    "deleted": schemas.count("Plays that were counted until they were erased, or past the workspace's retention."),
    "set_aside": schemas.count(
        "Beacons that the store could not take; they are kept, and whoever runs the server sees them."
    ),
    "refused": schemas.count("Beacons refused, for whatever reason."),
    "refused_by_reason": schemas.record({reason.value: schemas.count(rule.message) for reason, rule in RULES.items()}),
}

_SUMS = ("date", *(name for name in _ENTRY if name != "refused_by_reason"))

LEDGER = Endpoint(
    path="/v1/ledger",
    name="ledger",
    asks_store=True,
    tag="plays",
    summary="What became of every beacon",
    description=(
        "It adds up: received = accepted + refused; accepted = counted + superseded + deleted + set_aside. A beacon"
        " belongs to the minute in which it was received, a minute to the period in which it begins. A beacon whose"
        " workspace could not be told (an unknown key, an unreadable body) is in nobody's ledger; /metrics counts it."
    ),
    scope="read",
    query=LedgerQuery,
    answer=ledger,
    table=ledger_table,
    schema=schemas.record(
        {
            "meta": schemas.record({"time": schemas.time()}),
            "data": schemas.record(
                {
                    "total": schemas.record(_ENTRY),
                    "timeline": schemas.list_of(schemas.record(schemas.dimensions(["date"]) | _ENTRY)),
                }
            ),
        }
    ),
)
