"""HTTP around ingest: `/collect` for players, `/v1/plays/import` for history.

Nothing downstream is needed to take a beacon.
"""

from mutoscope.collector.collect import Collector
from mutoscope.collector.importing import Importer
from mutoscope.collector.intake import Intake
from mutoscope.collector.rsgi import Protocol, Scope

__all__ = ["Collector", "Importer", "Intake", "Protocol", "Scope"]
