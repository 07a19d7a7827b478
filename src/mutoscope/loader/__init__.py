"""What writes to the store: sealed segments, the catalog's mirror, erasures, the end of what is too old."""

from mutoscope.loader.erasing import Eraser, forgotten_viewers
from mutoscope.loader.expiring import expire
from mutoscope.loader.loading import Loader
from mutoscope.loader.mirroring import mirror_catalog

__all__ = ["Eraser", "Loader", "expire", "forgotten_viewers", "mirror_catalog"]
