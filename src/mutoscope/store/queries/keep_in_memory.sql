-- Rows into a table in memory. A template: metrics/memory.py.
INSERT INTO {table}
SELECT {names}
FROM ({rows})
LIMIT {{most:UInt64}}
