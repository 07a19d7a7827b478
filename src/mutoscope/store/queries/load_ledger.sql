-- What became of the beacons of sealed segments into the ledger. A template: store.py fills in segment_ledger.sql.
INSERT INTO ledger (minute, workspace_id, outcome, segment, n)
SETTINGS max_partitions_per_insert_block = 0
{rows}
