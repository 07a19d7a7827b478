-- Sessions of the open days that viewed on closed ones, each with the days on which such a play may have been minted (beacon/limits.py:
-- a day before its load or after, and up to 25 hours before its view). A template: metrics/days.py.
SELECT DISTINCT session_hash, toDate(active_days.day, 'UTC') + arrayJoin(range(-3, 4))
FROM active_days
PREWHERE workspace_id = {{workspace:UUID}} AND session_hash IN ({sessions})
WHERE (active_days.day, closing) IN ({closed})
