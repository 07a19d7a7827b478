-- The store's own id, and the mark of the catalog up to which its contents are mirrored; no row before the first time.
SELECT store, mark FROM mirrored ORDER BY at DESC LIMIT 1
