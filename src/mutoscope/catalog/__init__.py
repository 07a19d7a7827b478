"""The catalog: workspaces, projects, nested folders, videos, live events, users, tokens (SQLAlchemy, Alembic).

`Catalog` is the way in; the rest of the names are the records that it gives.
"""

from mutoscope.catalog.authorizing import authorize
from mutoscope.catalog.catalog import Catalog
from mutoscope.catalog.folding import folded
from mutoscope.catalog.records import (
    Access,
    Caption,
    Content,
    ContentRow,
    Direction,
    Directory,
    Erasure,
    Every,
    Folder,
    Forgotten,
    Kind,
    Leftovers,
    MailState,
    Page,
    Project,
    Removed,
    Report,
    ReportKind,
    ReportOrder,
    ReportState,
    Schedule,
    Scope,
    Selection,
    Showing,
    TokenAccess,
    Wanted,
    Workspace,
)
from mutoscope.catalog.report_book import ReportBook

__all__ = [
    "Access",
    "Caption",
    "Catalog",
    "Content",
    "ContentRow",
    "Direction",
    "Directory",
    "Erasure",
    "Every",
    "Folder",
    "Forgotten",
    "Kind",
    "Leftovers",
    "MailState",
    "Page",
    "Project",
    "Removed",
    "Report",
    "ReportBook",
    "ReportKind",
    "ReportOrder",
    "ReportState",
    "Schedule",
    "Scope",
    "Selection",
    "Showing",
    "TokenAccess",
    "Wanted",
    "Workspace",
    "authorize",
    "folded",
]
