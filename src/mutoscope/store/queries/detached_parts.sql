-- Parts of plays that ClickHouse has put aside.
SELECT name, path FROM system.detached_parts WHERE database = currentDatabase() AND table IN ('plays', 'daily_facts', 'daily_returns', 'active_days')
