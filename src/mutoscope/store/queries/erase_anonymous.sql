-- Mark the anonymous plays of the same devices too. A template: loader/erasing.py.
INSERT INTO erased_plays (workspace_id, erasure, play_hash, versions, anonymous)
SELECT {{workspace:UUID}}, {{erasure:UUID}}, hash, versions, true
FROM ({anonymous})
