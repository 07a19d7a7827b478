"""Print the OpenAPI document: `python -m mutoscope.api > openapi.json`. What the dashboard's types are made from."""

import sys

import msgspec

from mutoscope.api.app import ENDPOINTS
from mutoscope.api.openapi import document

sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(document(ENDPOINTS))) + b"\n")
