-- Views reached in a stretch of time, and whose they are. A template: metrics/seen.py.
SELECT session, who, assumeNotNull(viewed_ms) AS viewed_ms
FROM ({plays})
WHERE viewed_ms >= {from} AND viewed_ms < {until}
