-- What was counted of a workspace's plays goes, in the background: it is counted anew. A template: loader/erasing.py.
ALTER TABLE {table} DELETE WHERE workspace_id = {{workspace:UUID}}
