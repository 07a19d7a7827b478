-- The rows of a table in memory. A template: metrics/memory.py.
SELECT * FROM {table}
