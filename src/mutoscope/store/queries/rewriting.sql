-- Rewritings of some tables that are not finished, and why the last try failed.
SELECT mutation_id, latest_fail_reason
FROM system.mutations
WHERE database = currentDatabase() AND table IN {tables:Array(String)} AND NOT is_done
