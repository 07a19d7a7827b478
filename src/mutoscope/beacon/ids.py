"""Ids that a player makes up."""

import base64


def play_id(minted_ms: int, luck: int) -> str:
    """A UUIDv7 of a play: 48 bits of time, 74 of chance. `luck`: these bits, from a generator fit for the purpose."""
    value = minted_ms << 80 | 7 << 76 | luck >> 62 << 64 | 2 << 62 | luck & (1 << 62) - 1
    digits = f"{value:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def token(random: bytes) -> str:
    """A session or device of 16 random bytes."""
    return base64.urlsafe_b64encode(random[:16]).rstrip(b"=").decode("ascii")
