-- Rewrite a month without a workspace's plays that are past their time, in the background. A template: loader/expiring.py.
ALTER TABLE plays
DELETE IN PARTITION ID '{partition}'
WHERE workspace_id = {{workspace:UUID}} AND minted_at < fromUnixTimestamp64Milli({{cutoff:Int64}}, 'UTC')
