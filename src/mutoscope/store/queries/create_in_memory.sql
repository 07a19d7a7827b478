-- Create a table in memory. A template: metrics/memory.py.
CREATE TABLE {table} ({columns}) ENGINE = {engine}
