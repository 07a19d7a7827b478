"""Text as a search compares it, the same in every database: case, accents and compatibility forms make no difference.

The databases' own ways differ (SQLite folds ASCII alone, PostgreSQL as its locale says), so Python folds what is kept
in `contents.search` and what is asked for; the database only compares.
"""

import re
import unicodedata

_ACCENTS = re.compile("[\u0300-\u036f]+")


def folded(text: str) -> str:
    """`Ёлка` and `елка`, `Straße` and `STRASSE`, `ﬁn` and `fin` become the same."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", plain))


def searchable(title: str, description: str, content_id: str) -> str:
    """What is kept of a content. The title leads, and a line ends it, so that sorting by this sorts by the title."""
    return "\n".join((folded(title), folded(description), folded(content_id)))
