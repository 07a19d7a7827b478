-- Rewritings of plays that give them other values and are not finished, and why the last try failed.
SELECT mutation_id, latest_fail_reason
FROM system.mutations
WHERE database = currentDatabase() AND table = 'plays' AND NOT is_done AND command LIKE '%UPDATE %'
