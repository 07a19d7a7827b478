-- Up to which mark of the catalog its contents are mirrored (loader/mirroring.py). The store's own id, made with the first row.
CREATE TABLE IF NOT EXISTS mirrored
(
    store UUID,
    mark UUID,
    at DateTime64(6, 'UTC')
)
ENGINE = ReplacingMergeTree(at)
ORDER BY store
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;
