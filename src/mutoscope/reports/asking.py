"""What a report is about, as it is asked for and as the catalog keeps it."""

from collections.abc import Mapping
from typing import Any, Literal, get_args
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from mutoscope.catalog import Catalog, ReportOrder, Selection, Workspace, readable
from mutoscope.errors import NoSuchEntity, UnexpectedValue
from mutoscope.metrics import Metrics, NamedPeriod, Period
from mutoscope.reports.fields import FIELDS, REQUIRED, Field
from mutoscope.tables import DecimalMark, Dialect, Format, Separator

AskedPeriod = NamedPeriod | Literal["custom"]
PERIODS: tuple[str, ...] = (*get_args(NamedPeriod), "custom")


class ReportAsked(msgspec.Struct, kw_only=True, frozen=True):
    """The contents and fields of a report. What is None was not given."""

    fields: tuple[str, ...]
    format: Format = "csv"
    folder_ids: tuple[UUID, ...] | None = None
    project_ids: tuple[UUID, ...] | None = None
    period: str | None = None
    separator: Separator = "comma"  # of a CSV
    decimal: DecimalMark = "point"  # likewise
    bom: bool = True  # likewise: Excel knows by it that it is UTF-8

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "ReportAsked":
        return msgspec.convert(readable(kept), cls)

    def kept(self) -> dict[str, Any]:
        """As the catalog keeps it."""
        plain: dict[str, Any] = msgspec.to_builtins(self)
        return plain

    @property
    def selection(self) -> Selection:
        return Selection(project_ids=self.project_ids or (), folder_ids=self.folder_ids or ())

    @property
    def dialect(self) -> Dialect:
        return Dialect(separator=self.separator, decimal=self.decimal, bom=self.bom)

    @property
    def columns(self) -> list[Field]:
        """In the order asked for, after those that every file has."""
        names = [*(name for name in REQUIRED if name not in self.fields), *self.fields]
        return [FIELDS[name] for name in names]

    def check(self, workspace: Workspace, catalog: Catalog) -> None:
        """Raises UnexpectedValue or NoSuchEntity, naming the field."""
        if not self.fields:
            raise UnexpectedValue(f"fields: none named; there are {', '.join(FIELDS)}")
        for index, name in enumerate(self.fields):
            if name not in FIELDS:
                raise UnexpectedValue(f"fields: {name[:64]!r} is no field; there are {', '.join(FIELDS)}")
            if name in self.fields[:index]:
                raise UnexpectedValue(f"fields: {name!r} twice")
        for name, ids in (("folder_ids", self.folder_ids), ("project_ids", self.project_ids)):
            if ids is not None and not ids:
                raise UnexpectedValue(f"{name}: empty; leave it out to take everything")
        known = catalog.project_names(workspace.id, self.project_ids or ())
        for id_ in self.project_ids or ():
            if id_ not in known:
                raise NoSuchEntity(f"project_ids: {id_}")
        paths = catalog.folder_paths(workspace.id, self.folder_ids or ())
        for id_ in self.folder_ids or ():
            if id_ not in paths:
                raise NoSuchEntity(f"folder_ids: {id_}")


def period_of(
    name: str | None, from_: str | None, to: str | None, *, workspace: Workspace, metrics: Metrics, now_ms: int
) -> Period:
    """The period that is asked for: a name of PERIODS, or from and to. Raises UnexpectedValue naming the field."""
    zone = ZoneInfo(workspace.timezone)
    if name is not None and name != "custom":
        if from_ is not None or to is not None:
            raise UnexpectedValue("period: not together with from and to, unless it is custom")
        named = msgspec.convert(name, NamedPeriod)
        return metrics.named_period(named, workspace.id, zone, now_ms)
    if from_ is None or to is None:
        missing = "from" if from_ is None else "to"
        raise UnexpectedValue(f"{missing}: missing" + ("" if name else f"; or name a period: {', '.join(PERIODS)}"))
    try:
        return Period.parse(from_, to, zone)
    except ValueError as error:
        raise UnexpectedValue(str(error)) from error


def wanted_file(asked: ReportAsked, period: Period, email: str | None) -> ReportOrder:
    return ReportOrder(
        kind="file",
        asked=asked.kept(),
        start_ms=period.start_ms,
        end_ms=period.end_ms,
        timezone=period.zone.key,
        email=email,
    )
