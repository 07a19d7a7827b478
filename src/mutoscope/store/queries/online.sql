-- How many plays are being watched now. A template: metrics/overview.py.
SELECT countIf(playing AND received_ms > {{now:Int64}} - {{online_ms:Int64}}) AS online
FROM ({plays})
