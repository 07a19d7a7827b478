"""What stands for an id that must not be told: who knows a play's id could overwrite the play.

A hash under the workspace's own key: the same id has the same pseudonym in every answer and file of the workspace.
"""

from typing import Any

PseudonymKey = tuple[int, int]


def pseudonym_sql(ids: str) -> str:
    """SQL of the pseudonym of some columns, with the parameters of `pseudonym_params`."""
    return f"lower(hex(sipHash128Keyed(({{pseudonym0:UInt64}}, {{pseudonym1:UInt64}}), {ids})))"


def pseudonym_params(key: PseudonymKey) -> dict[str, Any]:
    return {"pseudonym0": key[0], "pseudonym1": key[1]}
