"""What writes to the store: sealed segments, and the catalog's mirror."""

from mutoscope.loader.loading import Loader
from mutoscope.loader.mirroring import mirror_catalog

__all__ = ["Loader", "mirror_catalog"]
