-- How many sessions and viewers of the views before a period's start come again in it; strays: sessions that do so over a day later,
-- which no player of ours makes. A template: metrics/settled.py.
WITH
    again AS
    (
        SELECT session, who, viewed_ms
        FROM ({plays_before})
        WHERE viewed_ms >= {{from:Int64}} AND viewed_ms < {{start:Int64}}
    ),
    own AS (SELECT session, who FROM ({plays}) WHERE viewed_ms >= {{start:Int64}} AND viewed_ms < {{end:Int64}})
SELECT
    uniqExactIf(session, session_again) AS session,
    uniqExactIf(who, who_again) AS who,
    countIf(session_again AND viewed_ms < {{start:Int64}} - {{session_ms:Int64}}) AS strays
FROM
(
    SELECT session, who, viewed_ms, session IN (SELECT session FROM own) AS session_again, who IN (SELECT who FROM own) AS who_again
    FROM again
)
WHERE session_again OR who_again
