-- What became of the beacons of sealed segments: a play line is one accepted, or left out as one of an erased viewer's; a refusal line
-- says how many. A template: store.py fills in which lines are kept.
INSERT INTO ledger (minute, workspace_id, outcome, segment, n)
SELECT
    toStartOfMinute(fromUnixTimestamp64Milli(received_at, 'UTC')) AS minute,
    workspace_id,
    multiIf(refused != '', refused, true {kept}, 'accepted', 'erased') AS outcome,
    _file AS segment,
    sum(if(refused = '', 1, n)) AS n
FROM file({{segments:String}}, JSONEachRow, {{structure:String}})
GROUP BY minute, workspace_id, outcome, segment
