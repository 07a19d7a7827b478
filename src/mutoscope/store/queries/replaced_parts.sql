-- Parts of some tables that are replaced by others, and still on disk.
SELECT name FROM system.parts WHERE database = currentDatabase() AND table IN {tables:Array(String)} AND NOT active
