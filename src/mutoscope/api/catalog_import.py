"""POST /v1/catalog/import and GET /v1/catalog/export: the whole tree at once."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

from mutoscope.api import schemas, tree_files
from mutoscope.api.endpoint import Asked, Endpoint, Stream
from mutoscope.api.files import FileDecimal, FileSeparator, checked_dialect
from mutoscope.catalog import Imported, ImportLine, RefusedLine
from mutoscope.errors import UnexpectedValue

MOST_ERRORS = 10_000
"""Refused lines that an answer lists; further ones are only counted."""

_BODY_BYTES = 128 << 20
# A batch is one transaction; beacons of unknown videos wait for it to end.
_LINES_AT_ONCE = 5_000
_MEDIA_TYPES = {"csv": "text/csv; charset=utf-8", "ndjson": "application/x-ndjson"}


class ExportQuery(msgspec.Struct, kw_only=True, frozen=True):
    # Not called `format` here: that is what lists have, whose files are made otherwise (files.py).
    form: Annotated[tree_files.Format, Meta(description="csv, or ndjson: a JSON object a line.")] = msgspec.field(
        name="format", default="ndjson"
    )
    separator: FileSeparator = "comma"
    decimal: FileDecimal = "point"


def import_tree(asked: Asked[msgspec.Struct, bytes]) -> dict[str, Any]:
    """Take all lines, batch by batch. Raises UnexpectedValue for a file that is neither CSV nor NDJSON."""
    zone = ZoneInfo(asked.workspace.timezone)
    done, refused = Imported(), 0
    for batch in _batches(tree_files.read(asked.body, zone)):
        lines = [line for line in batch if isinstance(line, ImportLine)]
        part = asked.services.catalog.import_lines(asked.workspace.id, lines) if lines else Imported()
        done.created += part.created
        done.updated += part.updated
        done.unchanged += part.unchanged
        errors = [*part.refused, *(line for line in batch if isinstance(line, RefusedLine))]
        refused += len(errors)
        done.refused += sorted(errors, key=lambda error: error.line)[: MOST_ERRORS - len(done.refused)]
    accepted = done.created + done.updated + done.unchanged
    if not accepted and not refused:
        raise UnexpectedValue("body: no lines; the first one names the columns, each further one is a content")
    return {
        "data": {
            "accepted": accepted,
            "created": done.created,
            "updated": done.updated,
            "unchanged": done.unchanged,
            "refused": refused,
            "errors": done.refused,
        }
    }


def export_tree(asked: Asked[ExportQuery]) -> Stream:
    form = asked.query.form
    lines = asked.services.catalog.export_lines(asked.workspace.id)
    parts = tree_files.write(lines, form, checked_dialect(asked.query))
    name = f'attachment; filename="catalog.{form}"'
    return Stream(parts=parts, media_type=_MEDIA_TYPES[form], headers={"Content-Disposition": name})


def _batches(lines: Iterable[ImportLine | RefusedLine]) -> Iterator[list[ImportLine | RefusedLine]]:
    remaining = iter(lines)
    while batch := list(islice(remaining, _LINES_AT_ONCE)):
        yield batch


_ERROR = schemas.record(
    {
        "line": {"type": "integer", "minimum": 1, "description": "Its number in the file."},
        "field": schemas.text("The field at fault; empty: the line as a whole."),
        "reason": {"enum": ["malformed", "missing", "unexpected", "unknown", "conflict"]},
        "detail": schemas.text("What is wrong with it."),
    }
)
_IMPORTED = schemas.record(
    {
        "data": schemas.record(
            {
                "accepted": schemas.count("Lines taken: created, updated or unchanged."),
                "created": schemas.count("Things that were not there."),
                "updated": schemas.count("Things that were changed."),
                "unchanged": schemas.count("Things that were so already."),
                "refused": schemas.count("Lines that changed nothing; the others stand."),
                "errors": {
                    **schemas.list_of(_ERROR),
                    "description": f"The refused lines, at most {MOST_ERRORS:,} of them.",
                },
            }
        )
    }
)

IMPORT_ENDPOINTS: tuple[Endpoint[Any, Any], ...] = (
    Endpoint(
        path="/v1/catalog/import",
        name="import_catalog",
        tag="catalog",
        summary="Import a tree",
        description=(
            "CSV with a header, as spreadsheets of any locale save it, or NDJSON; one thing a line, parents before what"
            f" refers to them. Columns: {', '.join(tree_files.COLUMNS)}. A line without kind is a video's."
            " Projects and folders that are only named (project, folder as in `Module 1/Week 1`) are made. What a line"
            " does not mention stays as it is; the same file again changes nothing.\n\n"
            "```csv\nid,title,duration,project,folder\nlesson-1,Lesson 1,179.5,Course A,Module 1/Week 1\n```"
        ),
        scope="write",
        method="POST",
        body=bytes,
        body_limit=_BODY_BYTES,
        media_types=("text/csv", "application/x-ndjson"),
        answer=import_tree,
        schema=_IMPORTED,
    ),
    Endpoint(
        path="/v1/catalog/export",
        name="export_catalog",
        tag="catalog",
        summary="Export the tree",
        description="Projects, folders, events, streams and videos as a file that the import takes, streamed.",
        scope="read",
        query=ExportQuery,
        answer=export_tree,
        media_type=_MEDIA_TYPES["ndjson"],
        other_media_types=(_MEDIA_TYPES["csv"],),
        schema={"type": "string", "description": "One object a line, as the import takes it; or CSV."},
    ),
)
