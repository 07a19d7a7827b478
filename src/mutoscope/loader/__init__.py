"""What writes to the store: sealed segments, the catalog's mirror, erasures, the end of what is old, verifications."""

from mutoscope.loader.erasing import Eraser, forgotten_viewers
from mutoscope.loader.expiring import expire
from mutoscope.loader.loading import Lane, Loader
from mutoscope.loader.mirroring import Mirror, mirror_catalog
from mutoscope.loader.salvaging import put_back_all
from mutoscope.loader.verifying import Outcome, Pass, Verifier

__all__ = [
    "Eraser",
    "Lane",
    "Loader",
    "Mirror",
    "Outcome",
    "Pass",
    "Verifier",
    "expire",
    "forgotten_viewers",
    "mirror_catalog",
    "put_back_all",
]
