"""Reports as the API shows them: the record, and its schema."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from mutoscope.api import schemas
from mutoscope.catalog import Report
from mutoscope.metrics import rfc3339
from mutoscope.reports import ReportAsked, days_of


def shown(report: Report) -> dict[str, Any]:
    """A report as the API shows it. Of a damaged row, what can be: no other report is to be missing for it."""
    try:
        return _shown(report)
    except (ValueError, LookupError, TypeError, ArithmeticError) as error:
        wrong = f"what the catalog has of it can't be read: {error}"
        bare = replace(report, kind="digest", start_ms=0, end_ms=1, timezone="UTC", asked={}, about=None)
        return _shown(replace(bare, state="failed", error=report.error or wrong)) | {"kind": report.kind}


def _shown(report: Report) -> dict[str, Any]:
    about, asked = report.about or {}, report.asked
    if report.kind == "file":
        ReportAsked.read(asked)
    ready = report.kind == "file" and report.state == "ready"
    first_day, last_day = days_of(report)
    return {
        "id": str(report.id),
        "kind": report.kind,
        "state": report.state,
        "progress": report.progress,
        "error": report.error,
        "attempts": report.attempts,
        "next_attempt_at": instant(report.try_at) if report.state == "queued" else None,
        "period": {
            "name": asked.get("period"),
            "from": rfc3339(report.start_ms),
            "to": rfc3339(report.end_ms),
            "timezone": report.timezone,
            "first_day": first_day,
            "last_day": last_day,
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


def _listed(description: str) -> schemas.Schema:
    return {"type": ["array", "null"], "items": {"type": "string"}, "description": description}


REPORT = schemas.record(
    {
        "id": schemas.uuid("The report."),
        "kind": {"enum": ["file", "digest"]},
        "state": {"enum": ["queued", "running", "ready", "failed", "expired"]},
        "progress": schemas.count("Percent.", maximum=100),
        "error": schemas.text("Why it failed; of a queued one: why the last attempt failed.", null=True),
        "attempts": schemas.count("How often it failed."),
        "next_attempt_at": schemas.instant("When a scheduled report that failed is tried again.", null=True),
        "period": schemas.record(
            {
                "name": schemas.text("As asked.", null=True),
                "from": schemas.instant("Its first instant."),
                "to": schemas.instant("The instant after it."),
                "timezone": schemas.text("IANA name of the workspace's time zone."),
                "first_day": schemas.text("Its first day there.", format="date"),
                "last_day": schemas.text("Its last day there.", format="date"),
            }
        ),
        "fields": _listed("As asked."),
        "format": schemas.text("csv or xlsx.", null=True),
        "folder_ids": _listed("As asked."),
        "project_ids": _listed("As asked."),
        "rows": schemas.count("Of the file.", null=True),
        "bytes": schemas.count("Of the archive.", null=True),
        "download": schemas.text("Where the archive is, while it is ready.", null=True),
        "email": schemas.text("Where the link is sent to.", null=True),
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
                        "attempts": schemas.count("How often it was tried."),
                        "error": schemas.text("Of the last attempt.", null=True),
                        "next_attempt_at": schemas.instant("When it is tried again.", null=True),
                    }
                ),
                {"type": "null"},
            ]
        },
        "schedule_id": schemas.uuid("Of the schedule that asked for it.", null=True),
        "created_at": schemas.instant("When it was asked for."),
        "updated_at": schemas.instant("When its state changed last."),
        "expires_at": schemas.instant("When its file is deleted.", null=True),
    }
)
ONE = schemas.record({"data": REPORT})
