-- How large a table in memory is.
SELECT total_rows AS rows, total_bytes AS bytes FROM system.tables WHERE database = 'memory' AND name = {name:String}
