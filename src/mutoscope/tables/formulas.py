"""Text that no spreadsheet runs, whatever its locale: an apostrophe says that what follows is text.

A spreadsheet takes a cell for a formula by its first character, and cuts a CSV file into cells at the separator of its
own locale (a semicolon in most of Europe). Quotes are no help there: to a program that cuts at semicolons the quote in
`7,"x;=1+1"` stands in the middle of a cell. So each piece between characters that may separate is a cell for somebody.

The rule can be taken back: `guard` puts one apostrophe before each piece that begins like a formula, behind any number
of apostrophes, and `unguard` takes one from each such piece that has one. `unguard(guard(text)) == text` for any text.
"""

import re

_SEPARATORS = r",;|\t\r\n\u2028\u2029"
_STARTS = "=+\\-@＝＋－＠﹦﹢﹣﹫"  # and the wide forms that a spreadsheet takes for them
# What a spreadsheet may drop before it looks: blanks, quotes, marks that nobody sees.
_DROPPED = r'"\u0020\u00a0\u00ad\u1680\u180e\u2000-\u200f\u202a-\u202f\u205f-\u206f\u3000\ufeff'

_RISKY = re.compile(f"(^|[{_SEPARATORS}])(?='*[{_DROPPED}]*[{_STARTS}])")
_GUARDED = re.compile(f"(^|[{_SEPARATORS}])'(?='*[{_DROPPED}]*[{_STARTS}])")


def guard(text: str) -> str:
    """The text with an apostrophe before each piece of it that a spreadsheet might run."""
    return _RISKY.sub(r"\1'", text)


def unguard(text: str) -> str:
    """What `guard` was given."""
    return _GUARDED.sub(r"\1", text) if "'" in text else text
