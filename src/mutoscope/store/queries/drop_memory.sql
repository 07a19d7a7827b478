-- The database of tables in memory, as a process that was killed leaves it: its tables are gone, but not their folders.
DROP DATABASE IF EXISTS memory
