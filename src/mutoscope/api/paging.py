"""Pages and orders of lists, the same for every endpoint that answers with one."""

from collections.abc import Collection
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from mutoscope.api.files import FileDecimal, FileFormat, FileSeparator
from mutoscope.api.parameters import Commas
from mutoscope.errors import NotAllowedOrder, UnexpectedValue

Direction = Literal["asc", "desc"]
Order = tuple[tuple[str, Direction], ...]

DIRECTIONS: dict[str, Direction] = {"asc": "asc", "desc": "desc"}


class Paging(msgspec.Struct, kw_only=True, frozen=True):
    """The parameters of a page."""

    page: Annotated[int, Meta(ge=1, le=1_000_000, description="Which page of the list, from 1.")] = 1
    per_page: Annotated[int, Meta(ge=1, le=1000, description="Rows in a page.")] = 10
    order: Annotated[
        tuple[str, ...],
        Commas,
        Meta(
            description="Fields of the answer to order by, each with its direction, as in views.desc,date.asc.",
            examples=[["created_at.desc"]],
        ),
    ] = ()
    format: FileFormat = "json"
    separator: FileSeparator = "comma"
    decimal: FileDecimal = "point"

    @property
    def offset(self) -> int:
        """Rows before the page."""
        return (self.page - 1) * self.per_page

    def orders(self, allowed: Collection[str], default: Order) -> Order:
        """What to order by. Raises NotAllowedOrder for a field that is not `allowed`; UnexpectedValue otherwise."""
        orders: dict[str, Direction] = {}
        for text in self.order:
            name, _, direction = text.rpartition(".")
            if not name or direction not in DIRECTIONS:
                raise UnexpectedValue(f"order: {text[:64]!r} is not field.asc or field.desc")
            if name not in allowed:
                raise NotAllowedOrder(f"order: {name[:64]!r} is not a field of this answer")
            if name in orders:
                raise UnexpectedValue(f"order: {name} given twice")
            orders[name] = DIRECTIONS[direction]
        return tuple(orders.items()) or default

    def meta(self, total: int) -> dict[str, Any]:
        """`meta.pagination` of an answer; total: rows of all pages."""
        return {"page": self.page, "per_page": self.per_page, "total": total}
