-- One row per play: its newest beacon. `version` is the beacon's seq, and among equal seq the first received.
-- All versions of a play share the timestamp in its id, so they meet in one partition and one place of the sort order.
CREATE TABLE IF NOT EXISTS plays
(
    workspace_id UUID,
    video_id String,
    play UUID,
    minted_at DateTime64(3, 'UTC') CODEC(T64),
    seq UInt32 CODEC(T64, ZSTD(1)),
    received_at DateTime64(3, 'UTC') CODEC(T64),
    loaded_at DateTime64(3, 'UTC') CODEC(T64),
    live Bool,
    duration_ms UInt32 CODEC(ZSTD(1)) COMMENT '0: the beacon knew none',
    session UUID CODEC(NONE),
    device UUID CODEC(ZSTD(1)) COMMENT 'nil: cookieless',
    viewer String CODEC(ZSTD(1)),
    context Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    traffic LowCardinality(String),
    country LowCardinality(String),
    city LowCardinality(String),
    device_type LowCardinality(String),
    os LowCardinality(String),
    browser LowCardinality(String),
    domain LowCardinality(String),
    page String CODEC(ZSTD(1)),
    ref String CODEC(ZSTD(1)),
    lang LowCardinality(String),
    tz LowCardinality(String),
    screen_width UInt16 CODEC(ZSTD(1)),
    screen_height UInt16 CODEC(ZSTD(1)),
    player LowCardinality(String),
    playing Bool,
    play_count UInt32 CODEC(T64, ZSTD(1)),
    pause_count UInt32 CODEC(T64, ZSTD(1)),
    seek_count UInt32 CODEC(T64, ZSTD(1)),
    replay_count UInt32 CODEC(T64, ZSTD(1)),
    stall_count UInt32 CODEC(T64, ZSTD(1)),
    error_count UInt32 CODEC(T64, ZSTD(1)),
    startup_ms Nullable(UInt32) CODEC(ZSTD(1)),
    stalled_ms UInt32 CODEC(ZSTD(1)),
    spans Array(Tuple(at UInt32, wall UInt32, `from` Int64, `to` Int64, cont UInt8)) CODEC(ZSTD(1)),

    -- derived by the loader, by expressions/NAME.sql
    version UInt64 CODEC(ZSTD(1)),
    viewed_at Nullable(DateTime64(3, 'UTC')) CODEC(T64, LZ4),
    played_from DateTime64(3, 'UTC') CODEC(T64),
    played_to DateTime64(3, 'UTC') CODEC(T64),
    watch_ms UInt64 CODEC(T64, LZ4),
    who UUID CODEC(NONE) COMMENT 'the viewer, else the device, else the session',
    covered Array(Tuple(`from` Int64, `to` Int64)) CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(minted_at)
ORDER BY (workspace_id, video_id, toDate(minted_at, 'UTC'), play)
SETTINGS
    fsync_after_insert = 1,
    fsync_part_directory = 1,
    -- parts that are replaced are gone within seconds, so that an erasure soon is one; what replaces them is on disk first
    min_rows_to_fsync_after_merge = 1,
    old_parts_lifetime = 1,
    cleanup_delay_period = 1,
    max_cleanup_delay_period = 1,
    cleanup_delay_period_random_add = 0,
    -- a month that gets no more plays is merged to one part, so that FINAL costs nothing on it
    min_age_to_force_merge_seconds = 3600,
    min_age_to_force_merge_on_partition_only = 1;

-- Plays that were erased, by a hash of their id: no version of them is taken again. One row per erasure.
CREATE TABLE IF NOT EXISTS erased_plays
(
    workspace_id UUID,
    erasure UUID,
    play_hash FixedString(16) CODEC(NONE) COMMENT 'queries/play_hash.sql',
    versions UInt32 COMMENT 'rows that were deleted',
    anonymous Bool COMMENT 'never carried the viewer, but was on a device of theirs'
)
ENGINE = ReplacingMergeTree(versions)
ORDER BY (workspace_id, play_hash, erasure)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- Every beacon received: accepted, or refused for a reason. One row per segment, so that a segment loaded twice counts once.
CREATE TABLE IF NOT EXISTS ledger
(
    minute DateTime('UTC') CODEC(Delta, ZSTD(1)),
    workspace_id UUID COMMENT 'nil: none was known',
    outcome LowCardinality(String),
    segment String CODEC(ZSTD(1)),
    n UInt64 CODEC(T64, ZSTD(1))
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(minute)
ORDER BY (workspace_id, minute, outcome, segment)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- The catalog's mirror: what questions need to know of a content.
CREATE TABLE IF NOT EXISTS contents
(
    workspace_id UUID,
    video_id String,
    kind LowCardinality(String),
    project_id UUID,
    folder_id UUID COMMENT 'nil: at the top of its project',
    event_id String,
    duration_ms UInt32 COMMENT '0: unknown',
    deleted Bool,
    version UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (workspace_id, video_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- When plays that may have been loaded on a day, or later, last came long after: minted over 26 hours before (a play ends 25 hours
-- after its load, which is within 24 hours of its minting), or went (queries/note_gone.sql). What was counted of that time is no
-- longer right then (metrics/settled.py).
CREATE TABLE IF NOT EXISTS late_plays
(
    workspace_id UUID,
    day Date,
    at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(at)
ORDER BY (workspace_id, day)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS note_late_plays TO late_plays AS
SELECT workspace_id, toDate(minted_at - INTERVAL 24 HOUR, 'UTC') AS day, now64(3, 'UTC') AS at
FROM plays
WHERE minted_at < now64(3, 'UTC') - INTERVAL 26 HOUR
GROUP BY workspace_id, day;
