"""The protocol's limits, the same as in `contract/limits.json`, which the player SDK reads (a test compares them)."""

SPANS = 1000
CONTEXT_PAIRS = 10
CONTEXT_KEY = 40
CONTEXT_VALUE = 200
VIEWER = 256
PAGE = 2048
REF = 2048
BODY_BYTES = 65_536
ARRAY = 100
SEQ = 2**22 - 1
DURATION_MS = 7 * 86_400_000
EVERY_MS = 15_000

VIEW_MS = 5_000
"""Wall-clock playback of a run after which a play is a view."""

SPAN_RATE = 16
SPAN_SLACK_MS = 1_000
"""A span may cover `wall × SPAN_RATE + SPAN_SLACK_MS` of content: browsers play at 16× at most."""

SENT_SLACK_MS = 2_000
"""A span may end this long after the beacon that reports it was sent: two clocks are read."""

PLAY_MS = 25 * 3_600_000
"""A span ends at most this long after its play's load: a player starts a new play after 24 hours. So the instants of a
play lie near the timestamp in its id, and a question about a period need not read all of history."""

CLOCK_MS = 24 * 3_600_000
"""How far ahead of the server a play's id may be minted, and how far from the id the load may lie."""

CLOCK_BEHIND_MS = 7 * 86_400_000
"""How far behind the server a play's id may be minted: beacons kept by an app that was offline."""

EARLIEST_MS, LATEST_MS = 1_104_537_600_000, 4_102_444_800_000
"""No instant lies before 2005, from when on the web has videos, or after 2100: what does is in another unit than
milliseconds, or from a clock that was never set. So the store has a bounded number of months."""

SAFE_INTEGER = 2**53 - 1
"""The largest integer that JavaScript keeps exactly."""
