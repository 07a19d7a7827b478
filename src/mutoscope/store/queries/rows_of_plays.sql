-- How many rows of plays there are, of all versions.
SELECT sum(rows) AS rows FROM system.parts WHERE database = currentDatabase() AND table = 'plays' AND active
