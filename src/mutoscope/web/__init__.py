"""Serves the files that `make` builds from /web: the player SDK, the dashboard."""

from mutoscope.web.dashboard import DashboardFiles
from mutoscope.web.files import WebFiles

__all__ = ["DashboardFiles", "WebFiles"]
