-- The values of one column. A template: metrics/seen.py.
SELECT {column} AS value FROM ({rows}) WHERE {condition}
