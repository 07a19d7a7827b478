"""REST: request → question → answer.

Each endpoint is one module with its parameters, its answer and its schema; `app.create_api` puts them together.
"""

from mutoscope.api.app import create_api

__all__ = ["create_api"]
