"""How long the borders are fuzzed: seconds in every run, with the same examples each time; `make fuzz` for an hour."""

import os

from hypothesis import HealthCheck, settings

_LONG = bool(os.environ.get("MUTOSCOPE_FUZZ"))

FUZZ = settings(
    max_examples=5_000 if _LONG else 200,
    derandomize=not _LONG,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
"""The budget of a fuzz test: `@FUZZ` above its `@given`."""


def histories(examples: int) -> settings:
    """The budget of what takes seconds for each example: so many in every run."""
    return settings(FUZZ, max_examples=20 * examples if _LONG else examples)
