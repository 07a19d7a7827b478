"""Composition: which parts run in this process, what runs beside requests, and how requests reach the parts."""

from mutoscope.app.demonstrating import demonstrate
from mutoscope.app.parts import migrate, open_catalog
from mutoscope.app.serving import collect, serve

__all__ = ["collect", "demonstrate", "migrate", "open_catalog", "serve"]
