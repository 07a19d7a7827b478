-- Rewrite a partition without the marked plays, in the background. A template: loader/erasing.py.
ALTER TABLE plays
DELETE IN PARTITION ID '{partition}'
WHERE workspace_id = {{workspace:UUID}}
    AND {play_hash} IN (SELECT play_hash FROM erased_plays WHERE workspace_id = {{workspace:UUID}})
