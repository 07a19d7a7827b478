"""Serves the files that `make` builds from /web: the player SDK."""

from mutoscope.web.files import WebFiles

__all__ = ["WebFiles"]
