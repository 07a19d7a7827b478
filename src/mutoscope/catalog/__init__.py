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
    Folder,
    Kind,
    Leftovers,
    Page,
    Project,
    Removed,
    Scope,
    Showing,
    TokenAccess,
    Wanted,
    Workspace,
)

__all__ = [
    "Access",
    "Caption",
    "Catalog",
    "Content",
    "ContentRow",
    "Direction",
    "Directory",
    "Folder",
    "Kind",
    "Leftovers",
    "Page",
    "Project",
    "Removed",
    "Scope",
    "Showing",
    "TokenAccess",
    "Wanted",
    "Workspace",
    "authorize",
    "folded",
]
