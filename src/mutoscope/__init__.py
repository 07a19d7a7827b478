"""Mutoscope: self-hosted video analytics. The way of a play through the packages is in docs/architecture.md."""

__version__ = "0.1.0"
