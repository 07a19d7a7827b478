-- Rows of a closing that does not stand any more go, in the background. A template: metrics/closing.py.
ALTER TABLE {table} DELETE WHERE (workspace_id, {day}, closing) NOT IN (SELECT workspace_id, day, closing FROM closed_days FINAL)
