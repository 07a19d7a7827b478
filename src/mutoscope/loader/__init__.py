"""What writes to the store: sealed segments, the catalog's mirror, erasures."""

from mutoscope.loader.erasing import Eraser, forgotten_viewers
from mutoscope.loader.loading import Loader
from mutoscope.loader.mirroring import mirror_catalog

__all__ = ["Eraser", "Loader", "forgotten_viewers", "mirror_catalog"]
