"""From a beacon to a durable line: an ordered list of named steps, each of which may refuse (pipeline.STEPS)."""

from mutoscope.ingest.arrival import Arrival, Facts, Source, UnknownVideo
from mutoscope.ingest.identity import UnknownSalt
from mutoscope.ingest.pipeline import Pipeline
from mutoscope.ingest.place import GeoDatabase
from mutoscope.ingest.row import play_line

__all__ = ["Arrival", "Facts", "GeoDatabase", "Pipeline", "Source", "UnknownSalt", "UnknownVideo", "play_line"]
