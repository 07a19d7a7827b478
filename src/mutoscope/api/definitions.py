"""GET /v1/metrics: what every number and every grouping means, from the one place that defines them."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from mutoscope.api import schemas
from mutoscope.api.endpoint import Asked, Endpoint
from mutoscope.metrics import DIMENSIONS, MEASURES, RUSSIAN
from mutoscope.metrics.dimensions import Dimension
from mutoscope.metrics.measures import Measure


class DefinitionsQuery(msgspec.Struct, kw_only=True, frozen=True):
    language: Annotated[Literal["en", "ru"], Meta(description="Of titles and explanations.")] = "en"


def definitions(asked: Asked[DefinitionsQuery]) -> dict[str, Any]:
    """All measures and dimensions, in the order of the documentation."""
    told = _russian if asked.query.language == "ru" else _english
    return {
        "data": {
            "measures": [told(measure) | {"unit": measure.unit} for measure in MEASURES.values()],
            "dimensions": [told(dimension) for dimension in DIMENSIONS.values()],
        }
    }


def _english(one: Measure | Dimension) -> dict[str, str]:
    return {"name": one.name, "title": one.title, "help": one.help}


def _russian(one: Measure | Dimension) -> dict[str, str]:
    title, help_ = RUSSIAN[one.name]
    return {"name": one.name, "title": title, "help": help_}


_DEFINITION: dict[str, schemas.Schema] = {
    "name": schemas.text("As in parameters and answers."),
    "title": schemas.text("As a person would call it."),
    "help": schemas.text("What exactly it is."),
}
_UNIT: dict[str, schemas.Schema] = {
    "unit": {"enum": ["count", "seconds", "percent"], "description": "What its values are."}
}

DEFINITIONS = Endpoint(
    path="/v1/metrics",
    name="definitions",
    summary="What the numbers mean",
    description="Every measure and every dimension: its name, its title, its exact definition.",
    scope="read",
    query=DefinitionsQuery,
    answer=definitions,
    schema=schemas.record(
        {
            "data": schemas.record(
                {
                    "measures": schemas.list_of(schemas.record(_DEFINITION | _UNIT)),
                    "dimensions": schemas.list_of(schemas.record(_DEFINITION)),
                }
            )
        }
    ),
)
