"""An independent mind about the numbers: slow, plain, written from docs/metrics.md alone.

Imports nothing of mutoscope, so that a mistake there is not repeated here.
"""
