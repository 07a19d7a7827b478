"""Benchmarks of Mutoscope: `python -m benchmarks` prints tables, a row for each figure. Nothing here asserts a time.

Every figure comes from the real parts: the installed command as a subprocess, or the packages themselves in a process
of their own, on data folders that are made for the run. The load generator runs on the same machine as the server.
"""
