-- How many sessions and viewers of the views before an instant come again in the last ones, which follow it; strays: sessions that do so
-- over a day later, which no player of ours makes. A template: metrics/seen.py.
WITH last AS (SELECT session, who FROM ({last}))
SELECT
    uniqExactIf(session, session_again) AS session,
    uniqExactIf(who, who_again) AS who,
    countIf(session_again AND viewed_ms < {{start:Int64}} - {{session_ms:Int64}}) AS strays
FROM
(
    SELECT session, who, viewed_ms, session IN (SELECT session FROM last) AS session_again, who IN (SELECT who FROM last) AS who_again
    FROM ({before})
)
WHERE session_again OR who_again
