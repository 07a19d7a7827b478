-- Parts of plays that ClickHouse has put aside.
SELECT name, path FROM system.detached_parts WHERE database = currentDatabase() AND table = 'plays'
