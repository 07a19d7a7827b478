"""The part of the catalog about contents and their tree: what the REST API lists, makes, changes and deletes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from mutoscope.catalog import editing, exporting, importing, listing, rearranging, tree
from mutoscope.catalog.database import Database
from mutoscope.catalog.known_tree import KnownTree
from mutoscope.catalog.records import (
    Content,
    Folder,
    Imported,
    ImportLine,
    Kind,
    Leftovers,
    Page,
    Project,
    Removed,
    Wanted,
)

# An event before its streams, a stream before its recordings.
KINDS_IN_ORDER: tuple[Kind, ...] = ("event", "stream", "video")


class Library:
    """Each method is one transaction; a change of a thing that is not there raises NoSuchEntity."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def list_contents(self, workspace_id: UUID, wanted: Wanted, page: Page) -> tuple[list[Content], int]:
        """A page of contents, and how many all pages have."""
        with self._database.read() as connection:
            return listing.list_contents(connection, workspace_id, wanted, page)

    def content_ids(self, workspace_id: UUID, wanted: Wanted) -> list[str]:
        """Of all contents of a list, the newest first."""
        with self._database.read() as connection:
            return listing.content_ids(connection, workspace_id, wanted)

    def create_content(
        self, workspace_id: UUID, kind: Kind, parent_id: UUID | None, fields: Mapping[str, Any]
    ) -> Content:
        """A new content in a project or a folder (None: "Unsorted"), of fields of `Content`; without id it gets one.

        Raises NoSuchEntity for a parent, event or stream that is not there, AlreadyTaken for an id that is.
        """
        with self._database.write() as connection:
            return editing.create(connection, workspace_id, kind, parent_id, fields, now=self._now())

    def add_stream(self, workspace_id: UUID, event_id: str, fields: Mapping[str, Any]) -> Content:
        """A new stream of an event, in the event's place, or one known by its beacons that is of no event yet."""
        with self._database.write() as connection:
            return editing.add_stream(connection, workspace_id, event_id, fields, self._now())

    def change_content(self, workspace_id: UUID, content_id: str, fields: Mapping[str, Any]) -> Content:
        """Change some fields of a content, but not its place."""
        with self._database.write() as connection:
            return editing.change(connection, workspace_id, content_id, fields, self._now())

    def move_content(self, workspace_id: UUID, content_id: str, parent_id: UUID) -> Content:
        """Move a content, its history along, to a project or a folder; an event with its streams."""
        with self._database.write() as connection:
            return editing.move(connection, workspace_id, content_id, parent_id, self._now())

    def delete_content(self, workspace_id: UUID, content_id: str, kind: Kind | None = None) -> int:
        """Delete a content; an event with its streams, whose number comes back. Its plays stay counted."""
        with self._database.write() as connection:
            return editing.delete(connection, workspace_id, content_id, kind, self._now())

    def rename_project(self, workspace_id: UUID, project_id: UUID, name: str) -> Project:
        with self._database.write() as connection:
            return rearranging.rename_project(connection, workspace_id, project_id, name, self._now())

    def delete_project(self, workspace_id: UUID, project_id: UUID, leftovers: Leftovers = "unsorted") -> Removed:
        """Delete a project with its folders. Its contents go to "Unsorted" (also with "parent"), or are deleted.

        Raises UnexpectedValue for "Unsorted" itself, while contents would have to stay in it.
        """
        with self._database.write() as connection:
            return rearranging.delete_project(connection, workspace_id, project_id, leftovers, self._now())

    def folder(self, workspace_id: UUID, project_id: UUID, folder_id: UUID) -> Folder:
        with self._database.read() as connection:
            return rearranging.require_folder(connection, workspace_id, project_id, folder_id)

    def change_folder(
        self, workspace_id: UUID, project_id: UUID, folder_id: UUID, changed: Mapping[str, Any]
    ) -> Folder:
        """Rename a folder (`name`), or move it with all that is in it (`parent_id`, None: to the top; `project_id`).

        Raises UnexpectedValue for a move into itself.
        """
        with self._database.write() as connection:
            return rearranging.change_folder(
                connection, workspace_id, project_id, folder_id, changed=changed, now=self._now()
            )

    def delete_folder(
        self, workspace_id: UUID, project_id: UUID, folder_id: UUID, leftovers: Leftovers = "parent"
    ) -> Removed:
        """Delete a folder. What is in it comes to where it was, goes to "Unsorted", or is deleted."""
        with self._database.write() as connection:
            return rearranging.delete_folder(
                connection, workspace_id, project_id, folder_id, leftovers, now=self._now()
            )

    def import_lines(self, workspace_id: UUID, lines: Sequence[ImportLine]) -> Imported:
        """Take lines of a tree, each or not at all; the same lines again change nothing."""
        with self._database.write() as connection:
            return importing.import_lines(connection, workspace_id, lines, self._now())

    def export_lines(self, workspace_id: UUID, batch: int = 5_000) -> Iterator[dict[str, Any]]:
        """The whole tree as lines that an import takes: fields of `ImportLine` with their kind, parents first.

        Read in batches, each as of its own instant: what is changed meanwhile may or may not be in it.
        """
        with self._database.read() as connection:
            known = KnownTree(connection, workspace_id, self._now())
        yield from exporting.tree_lines(known)
        for kind in KINDS_IN_ORDER:
            last: str | None = ""
            while last is not None:
                with self._database.read() as connection:
                    lines = exporting.content_lines(connection, workspace_id, known, kind=kind, after=last, limit=batch)
                yield from lines
                last = lines[-1]["id"] if len(lines) == batch else None

    def unknown_place(self, workspace_id: UUID, wanted: Wanted) -> str:
        """Names the first project or folder of a list's filters that the workspace does not have; empty: it has all."""
        with self._database.read() as connection:
            for project_id in wanted.project_ids:
                if tree.find_project(connection, workspace_id, project_id) is None:
                    return f"project_id: {project_id}"
            for folder_id in wanted.folder_ids:
                if tree.folder_project(connection, workspace_id, folder_id) is None:
                    return f"folder_id: {folder_id}"
        return ""
