"""The order of lists that are short enough to be sorted here: projects and folders."""

from collections.abc import Sequence
from typing import TypeVar

from mutoscope.api.paging import Order
from mutoscope.catalog import Folder, Project, folded

Named = TypeVar("Named", Project, Folder)


def in_order(things: Sequence[Named], order: Order) -> list[Named]:
    """By name (case and accents don't matter), created_at, updated_at; ties go by the id."""
    ordered = sorted(things, key=lambda one: one.id)
    for name, direction in reversed(order):
        ordered.sort(
            key=lambda one: folded(one.name) if name == "name" else getattr(one, name),
            reverse=direction == "desc",
        )
    return ordered
