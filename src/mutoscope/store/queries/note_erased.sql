-- Into the ledger: the plays an erasure deletes, in the minute in which the beacon that counted for each was received.
-- A template: loader/erasing.py.
INSERT INTO ledger (minute, workspace_id, outcome, segment, n)
SELECT
    toStartOfMinute(received_at) AS minute,
    {{workspace:UUID}},
    'deleted',
    concat('erasure-', toString({{erasure:UUID}})),
    count()
FROM plays FINAL
WHERE workspace_id = {{workspace:UUID}}
    AND {play_hash} IN
    (
        SELECT play_hash FROM erased_plays WHERE workspace_id = {{workspace:UUID}} AND erasure = {{erasure:UUID}}
    )
GROUP BY minute
