-- The plays of sealed segments into the store. A template: store.py fills in the table's columns, and segment_plays.sql.
-- A segment may hold plays of any month since 2005 (beacon/limits.py), each of which is a partition: their number is bounded there.
INSERT INTO plays ({columns})
SETTINGS max_partitions_per_insert_block = 0
SELECT {columns} FROM ({plays})
