"""Parameters: what is declared is what is taken, and what is described."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
import pytest
from msgspec import Meta

from mutoscope.api.paging import Paging
from mutoscope.api.parameters import Commas, describe, parse, split
from mutoscope.errors import InvalidUuid, NotAllowedOrder, UnexpectedValue

ID = "0b8f2e0c-7a3e-4a6e-9d2b-0a7a5c1f2d3e"


class Group(msgspec.Struct, kw_only=True, frozen=True):
    size: Annotated[int, Meta(ge=1, le=9, description="How big.")] = 3


class Query(msgspec.Struct, kw_only=True, frozen=True):
    from_: str = msgspec.field(name="from")
    group: Group
    colour: Annotated[Literal["red", "green"], Meta(description="Which.")] | None = None
    ids: tuple[UUID, ...] = ()
    places: tuple[UUID | None, ...] = ()
    names: Annotated[tuple[str, ...], Commas] = ()
    limit: Annotated[float, Meta(gt=0)] | None = msgspec.field(name="what.limit", default=None)
    context: Annotated[dict[str, tuple[str, ...]], Meta(description="Any.")] = {}


def parsed(text: str) -> Query:
    return parse(Query, split(text.encode()))


def test_everything() -> None:
    query = parsed(
        f"from=x&size=4&colour=red&ids={ID}&ids={ID.upper()}&names=a,%20b&names=c&what.limit=2.5&context.k.l=1&context.k.l="
    )
    assert query == Query(
        from_="x",
        group=Group(size=4),
        colour="red",
        ids=(UUID(ID), UUID(ID)),
        names=("a", "b", "c"),
        limit=2.5,
        context={"k.l": ("1", "")},
    )


def test_nothing_where_there_may_be_none() -> None:
    assert parsed(f"from=x&places=&places={ID}").places == (None, UUID(ID))
    with pytest.raises(InvalidUuid, match="places"):
        parsed("from=x&places=x")


def test_defaults() -> None:
    assert parsed("from=") == Query(from_="", group=Group())


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("", "from: missing"),
        ("from=a&from=b", "from: given twice"),
        ("from=a&nope=1", "nope: no such parameter"),
        ("from=a&group=1", "group: no such parameter"),
        ("from=a&context=1", "context: no such parameter"),
        ("from=a&context.=1", "context.: no such parameter"),
        ("from=a&names.x=1", "names.x: no such parameter"),
        ("from=a&=1", ": no such parameter"),
        ("from=a&size=0", "size: Expected `int` >= 1"),
        ("from=a&size=many", "size: Expected `int`, got `str`"),
        ("from=a&size=", "size: Expected `int`, got `str`"),
        ("from=a&colour=blue", "colour: one of green, red"),
        ("from=a&colour=null", "colour: one of green, red"),
        ("from=a&what.limit=nan", "what.limit: Expected `float` > 0.0"),
        ("from=a&names=a,,b", "names: nothing between two commas"),
        ("from=%FF", "the query string is not percent-encoded UTF-8"),
        ("from=é", "the query string is not percent-encoded UTF-8"),
        ("&".join(["from=a"] * 1001), "over 1000 query parameters"),
    ],
)
def test_unexpected(text: str, detail: str) -> None:
    with pytest.raises(UnexpectedValue) as caught:
        parsed(text)
    assert caught.value.detail == detail


@pytest.mark.parametrize("id_", ["", "x", ID[:-1], "null"])
def test_invalid_uuid(id_: str) -> None:
    with pytest.raises(InvalidUuid, match="ids"):
        parsed(f"from=a&ids={id_}")


def test_described() -> None:
    described = {parameter["name"]: parameter for parameter in describe(Query)}
    assert list(described) == ["from", "size", "colour", "ids", "places", "names", "what.limit", "context.KEY"]
    assert described["from"]["required"]
    assert described["size"]["description"] == "How big."
    assert described["size"]["schema"] == {"type": "integer", "minimum": 1, "maximum": 9, "default": 3}
    assert described["colour"]["schema"] == {"enum": ["green", "red"]}
    assert described["ids"]["explode"] is True
    assert described["names"]["explode"] is False
    assert described["context.KEY"]["description"] == "Any."


def test_order() -> None:
    paging = parse(Paging, split(b"order=views.desc,context.a.b.asc&page=3&per_page=7"))
    assert paging.orders({"views", "context.a.b"}, ()) == (("views", "desc"), ("context.a.b", "asc"))
    assert paging.offset == 14
    assert Paging().orders({"views"}, (("views", "asc"),)) == (("views", "asc"),)
    with pytest.raises(NotAllowedOrder, match=r"context\.a\.b"):
        paging.orders({"views"}, ())


@pytest.mark.parametrize("order", ["views", "views.down", ".desc", "views.desc,views.asc", "views.DESC"])
def test_order_unexpected(order: str) -> None:
    with pytest.raises(UnexpectedValue, match="order"):
        Paging(order=tuple(order.split(","))).orders({"views"}, ())
