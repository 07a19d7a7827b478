"""What has no place in a text that people read: control characters, whatever door they come in by."""

import re

CONTROLS = r"\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f"
"""Control characters but tabs and line breaks, as a part of a pattern's character class (Python, JSON Schema)."""

_CONTROL = re.compile(f"[{CONTROLS}]")


def without_controls(text: str) -> str:
    """The text without control characters, which some programs drop and others end at."""
    return _CONTROL.sub("", text)
