-- Days that are over, counted once (metrics/closing.py). Instants of days are their first ones in the workspace's time zone.
-- Which days are closed, and by which closing: rows of any other closing are of no meaning. Written last.
CREATE TABLE IF NOT EXISTS closed_days
(
    workspace_id UUID,
    zone LowCardinality(String),
    day DateTime('UTC'),
    ends DateTime('UTC') COMMENT 'exclusive',
    closing UInt32,
    began DateTime64(3, 'UTC') COMMENT 'everything that was loaded before is counted',
    definitions LowCardinality(String) COMMENT 'by which it was counted: metrics/closed_days.py'
)
ENGINE = ReplacingMergeTree(closing)
ORDER BY (workspace_id, zone, day)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- When plays that have anything on a day (UTC) last came or went; the first day of all: any day. What was closed before is open again.
CREATE TABLE IF NOT EXISTS touched_days
(
    workspace_id UUID,
    day Date,
    at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(at)
ORDER BY (workspace_id, day)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- What adds up, by day and by the values of a grouping (metrics/closed_days.py). Columns after `closing` are facts (metrics/measures.py).
CREATE TABLE IF NOT EXISTS daily_facts
(
    workspace_id UUID,
    grouping LowCardinality(String),
    value String CODEC(ZSTD(1)),
    detail String CODEC(ZSTD(1)),
    day DateTime('UTC') CODEC(Delta, ZSTD(1)),
    closed DateTime('UTC') CODEC(Delta, ZSTD(1)) COMMENT 'with which day the row came: a viewing that goes on later changes the day of its first view',
    closing UInt32 CODEC(ZSTD(1)),
    load_count Int64 CODEC(T64, ZSTD(1)),
    view_count Int64 CODEC(T64, ZSTD(1)),
    watch_sum_ms Int64 CODEC(T64, ZSTD(1)),
    sized_watch_sum_ms Int64 CODEC(T64, ZSTD(1)),
    sized_views Int64 CODEC(T64, ZSTD(1)),
    length_sum_ms Int64 CODEC(T64, ZSTD(1)),
    play_sum Int64 CODEC(T64, ZSTD(1)),
    pause_sum Int64 CODEC(T64, ZSTD(1)),
    seek_sum Int64 CODEC(T64, ZSTD(1)),
    replay_sum Int64 CODEC(T64, ZSTD(1)),
    stall_sum Int64 CODEC(T64, ZSTD(1)),
    error_sum Int64 CODEC(T64, ZSTD(1)),
    stalled_sum_ms Int64 CODEC(T64, ZSTD(1)),
    startups Array(UInt32) CODEC(ZSTD(1)),
    viewings Int64 CODEC(T64, ZSTD(1)),
    covered_sum_ms Int64 CODEC(T64, ZSTD(1)),
    sized_viewings Int64 CODEC(T64, ZSTD(1)),
    depth_sum Int64 CODEC(T64, ZSTD(1)),
    completed Int64 CODEC(T64, ZSTD(1)),
    peak Int64 CODEC(T64, ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(day)
ORDER BY (workspace_id, grouping, value, detail, day)
SETTINGS
    fsync_after_insert = 1,
    fsync_part_directory = 1,
    -- what is replaced is gone within seconds, as of plays: an erasure waits for it
    min_rows_to_fsync_after_merge = 1,
    old_parts_lifetime = 1,
    cleanup_delay_period = 1,
    max_cleanup_delay_period = 1,
    cleanup_delay_period_random_add = 0;

-- How many of the sessions and viewers that viewed on a day had viewed last on which day before (1970: on none).
CREATE TABLE IF NOT EXISTS daily_returns
(
    workspace_id UUID,
    grouping LowCardinality(String),
    value String CODEC(ZSTD(1)),
    detail String CODEC(ZSTD(1)),
    day DateTime('UTC') CODEC(Delta, ZSTD(1)),
    previous DateTime('UTC') CODEC(ZSTD(1)),
    closing UInt32 CODEC(ZSTD(1)),
    sessions UInt32 CODEC(T64, ZSTD(1)),
    viewers UInt32 CODEC(T64, ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(day)
ORDER BY (workspace_id, grouping, value, detail, day, previous)
SETTINGS
    fsync_after_insert = 1,
    fsync_part_directory = 1,
    -- what is replaced is gone within seconds, as of plays: an erasure waits for it
    min_rows_to_fsync_after_merge = 1,
    old_parts_lifetime = 1,
    cleanup_delay_period = 1,
    max_cleanup_delay_period = 1,
    cleanup_delay_period_random_add = 0;

-- Whose views were on which closed day, and by which values: looked up for those who come on open days.
CREATE TABLE IF NOT EXISTS active_days
(
    workspace_id UUID,
    day DateTime('UTC') CODEC(Delta, ZSTD(1)),
    video_id String CODEC(ZSTD(1)),
    country LowCardinality(String),
    city LowCardinality(String),
    device_type LowCardinality(String),
    os LowCardinality(String),
    browser LowCardinality(String),
    domain LowCardinality(String),
    page String CODEC(ZSTD(1)),
    session_hash UInt64 CODEC(NONE),
    who_hash UInt64 CODEC(NONE),
    closing UInt32 CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(day)
ORDER BY (workspace_id, day, video_id)
SETTINGS
    fsync_after_insert = 1,
    fsync_part_directory = 1,
    -- what is replaced is gone within seconds, as of plays: an erasure waits for it
    min_rows_to_fsync_after_merge = 1,
    old_parts_lifetime = 1,
    cleanup_delay_period = 1,
    max_cleanup_delay_period = 1,
    cleanup_delay_period_random_add = 0;

DROP TABLE IF EXISTS note_late_plays;
DROP TABLE IF EXISTS late_plays;

-- What was loaded before is counted by and by.
INSERT INTO touched_days (workspace_id, day, at)
SELECT workspace_id, toDate(arrayJoin([loaded_at, played_to]), 'UTC') AS day, now64(3, 'UTC')
FROM plays
GROUP BY workspace_id, day;
