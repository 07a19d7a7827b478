-- Let go of a table in memory. A template: metrics/memory.py.
DROP TABLE IF EXISTS {table}
