"""Rounding half up, exactly, in SQL and in Python: the one rule for every number shown."""


def half_up_sql(value: str, over: str, decimals: int) -> str:
    """SQL of value ÷ over, half up to so many decimals: in integers until the last division by a power of ten.

    0 over nothing. Of few functions: each costs a statement 30 µs before it begins.
    """
    scale = 10**decimals
    quotient = f"intDivOrZero(toInt128({value}) * {2 * scale} + {over}, 2 * {over})"
    return f"{quotient} / {scale}" if decimals else f"toUInt64({quotient})"


def mean_sql(value: str, over: str) -> str:
    """value ÷ over with two decimals; NULL over nothing."""
    return f"if({over} = 0, NULL, {rate_sql(value, over)})"


def rate_sql(value: str, over: str) -> str:
    """value ÷ over with two decimals; 0 over nothing."""
    return half_up_sql(value, over, 2)


def half_up(value: int, over: int, decimals: int) -> float:
    """The same in Python, for whole numbers that are not negative."""
    scale: int = 10**decimals
    return float((2 * scale * value + over) // (2 * over)) / scale
