-- Views reached in a stretch of time, and whose they are, in their group. A template: metrics/seen.py.
SELECT {groups} {session} AS session, {who} AS who, assumeNotNull(viewed_ms) AS viewed_ms
FROM (SELECT * FROM ({plays}) WHERE viewed_ms >= {from} AND viewed_ms < {until})
