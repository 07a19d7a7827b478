-- The days of UTC, by their numbers, on which the lines of segments have anything, by workspace; how many of the lines were loaded, or
-- minted, long enough ago for their day to be closed; and how many came long after they ended. A template: store.py.
SELECT
    workspace_id,
    groupUniqArrayArray(range(toUInt32(toDate(first, 'UTC')), toUInt32(toDate(last, 'UTC')) + 1)) AS days,
    countIf(least(loaded_at, minted_at) < now64(3, 'UTC') - INTERVAL 3 HOUR) AS old,
    countIf(last < now64(3, 'UTC') - INTERVAL {{late_hours:UInt32}} HOUR) AS late
FROM (SELECT workspace_id, loaded_at, minted_at, least(loaded_at, played_from) AS first, greatest(loaded_at, played_to) AS last FROM ({plays}))
GROUP BY workspace_id
