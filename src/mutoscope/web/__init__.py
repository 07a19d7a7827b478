"""Serves what `make` builds from /web (player SDK, embed player, dashboard), and makes the embed player's pages."""

from mutoscope.web.dashboard import DashboardFiles
from mutoscope.web.embed import EmbedPages
from mutoscope.web.files import WebFiles

__all__ = ["DashboardFiles", "EmbedPages", "WebFiles"]
