"""A statement: SQL, and what its parameters are."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Statement:
    """SQL and the parameters that its text names."""

    sql: str = ""
    params: dict[str, Any] = field(default_factory=dict)

    def parameter(self, value: object, type_: str) -> str:
        """The text that stands for a value in the SQL."""
        name = f"p{len(self.params)}"
        self.params[name] = value
        return f"{{{name}:{type_}}}"
