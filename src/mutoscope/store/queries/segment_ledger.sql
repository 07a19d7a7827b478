-- What became of the beacons of sealed segments: a play line is one accepted, or left out as one of an erased viewer's; any other line
-- says how many, and what became of them. A template: store.py fills in which lines are kept.
SELECT
    toStartOfMinute(fromUnixTimestamp64Milli(line.received_at, 'UTC')) AS minute,
    workspace_id,
    multiIf(refused != '', refused, true {kept}, 'accepted', 'erased') AS outcome,
    _file AS segment,
    sum(if(refused = '', 1, n)) AS n
FROM {lines}
GROUP BY minute, workspace_id, outcome, segment
