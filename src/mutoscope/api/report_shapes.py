"""Reports as the API shows them: the record, and its schema."""

from datetime import datetime
from typing import Any

from mutoscope.api import schemas
from mutoscope.catalog import Report
from mutoscope.metrics import rfc3339


def shown(report: Report) -> dict[str, Any]:
    """A report as the API shows it."""
    about, asked = report.about or {}, report.asked
    ready = report.kind == "file" and report.state == "ready"
    return {
        "id": str(report.id),
        "kind": report.kind,
        "state": report.state,
        "progress": report.progress,
        "error": report.error,
        "period": {
            "name": asked.get("period"),
            "from": rfc3339(report.start_ms),
            "to": rfc3339(report.end_ms),
            "timezone": report.timezone,
        },
        **{name: asked.get(name) for name in ("fields", "format", "folder_ids", "project_ids")},
        "rows": about.get("rows"),
        "bytes": about.get("bytes"),
        "download": f"/v1/reports/{report.id}/download" if ready else None,
        "email": report.email,
        "mail": report.mail
        and {
            "state": report.mail,
            "attempts": report.mail_attempts,
            "error": report.mail_error,
            "next_attempt_at": instant(report.mail_at) if report.mail == "waiting" and report.mail_attempts else None,
        },
        "schedule_id": report.schedule_id and str(report.schedule_id),
        "created_at": instant(report.created_at),
        "updated_at": instant(report.updated_at),
        "expires_at": instant(report.expires_at),
    }


def instant(given: datetime | None) -> str | None:
    return rfc3339(int(given.timestamp()) * 1000) if given else None


def text(description: str, *, nullable: bool = False) -> schemas.Schema:
    return {"type": ["string", "null"] if nullable else "string", "description": description}


def _listed(description: str) -> schemas.Schema:
    return {"type": ["array", "null"], "items": {"type": "string"}, "description": description}


REPORT = schemas.record(
    {
        "id": {"type": "string", "format": "uuid"},
        "kind": {"enum": ["file", "digest"]},
        "state": {"enum": ["queued", "running", "ready", "failed", "expired"]},
        "progress": {"type": "integer", "minimum": 0, "maximum": 100, "description": "Percent."},
        "error": text("Why it failed.", nullable=True),
        "period": schemas.record(
            {
                "name": text("As asked.", nullable=True),
                "from": text("Its first instant."),
                "to": text("The instant after it."),
                "timezone": text("IANA name of the workspace's time zone."),
            }
        ),
        "fields": _listed("As asked."),
        "format": text("csv or xlsx.", nullable=True),
        "folder_ids": _listed("As asked."),
        "project_ids": _listed("As asked."),
        "rows": {"type": ["integer", "null"], "description": "Of the file."},
        "bytes": {"type": ["integer", "null"], "description": "Of the archive."},
        "download": text("Where the archive is, while it is ready.", nullable=True),
        "email": text("Where the link is sent to.", nullable=True),
        "mail": {
            "oneOf": [
                schemas.record(
                    {
                        "state": {
                            "enum": ["waiting", "sending", "sent", "unsure", "failed"],
                            "description": (
                                "waiting: to be tried, again where there was an error; unsure: the connection or the"
                                " server broke down while it was handed over, so it may have gone, and is not sent"
                                " twice."
                            ),
                        },
                        "attempts": {"type": "integer"},
                        "error": text("Of the last attempt.", nullable=True),
                        "next_attempt_at": text("When it is tried again.", nullable=True),
                    }
                ),
                {"type": "null"},
            ]
        },
        "schedule_id": text("Of the schedule that asked for it.", nullable=True),
        "created_at": text("When it was asked for."),
        "updated_at": text("When its state changed last."),
        "expires_at": text("When its file is deleted.", nullable=True),
    }
)
ONE = schemas.record({"data": REPORT})
