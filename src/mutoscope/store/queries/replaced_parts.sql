-- Parts of plays that are replaced by others, and still on disk.
SELECT name FROM system.parts WHERE database = currentDatabase() AND table = 'plays' AND NOT active
