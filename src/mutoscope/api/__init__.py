"""REST: request → question → answer.

Each endpoint is one module with its parameters, its answer and its schema; `app.create_api` puts them together.
"""

from mutoscope.api.app import create_api, create_health, now_ms
from mutoscope.api.live_board import LiveBoard
from mutoscope.api.live_feed import LiveFeed
from mutoscope.api.seats import Seats

__all__ = ["LiveBoard", "LiveFeed", "Seats", "create_api", "create_health", "now_ms"]
