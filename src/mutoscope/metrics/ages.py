"""How long what was counted may still change, or is good for."""

from mutoscope.beacon.limits import CLOCK_MS

SESSION_MS = 24 * 3_600_000
"""A session's views lie at most this far apart: a player's session ends at the latest a day after it began."""

LATE_MS = 26 * 3_600_000
"""Plays that come so long after they were minted are noted by the store: its migration says 26 hours."""

SETTLED_MS = LATE_MS + CLOCK_MS + SESSION_MS
"""So long ago no play may load that comes unnoticed, nor one that goes on with a viewing of then."""

LOOK_MS = 10_000
"""How many plays there are decides only how a question is answered best: it isn't looked at each time."""
