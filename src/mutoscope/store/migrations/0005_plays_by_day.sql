-- Plays lie by the day on which they were minted, so that a question about today reads today, and FINAL merges nothing but what is
-- new (docs/adr/0021-plays-by-day.md). What follows from other columns is not stored: it is an ALIAS, under the name it always had.
DROP TABLE IF EXISTS plays_by_day SYNC;

CREATE TABLE plays_by_day
(
    workspace_id UUID,
    day Date COMMENT 'of minting, in UTC',
    video_id String,
    play UUID COMMENT 'version 7: the first 48 bits are the instant of its minting',
    version UInt64 CODEC(T64, ZSTD(1)) COMMENT 'seq and received_at: the newest beacon wins, among equal seq the one first received',
    loaded_after Int32 CODEC(T64, ZSTD(1)) COMMENT 'milliseconds from the minting',
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
    startup_ms Nullable(UInt32) CODEC(T64, ZSTD(1)),
    stalled_ms UInt32 CODEC(ZSTD(1)),
    steps Array(Tuple(gap Int64, wall UInt32, jump Int64, drift Int64, cont UInt8)) CODEC(ZSTD(1))
        COMMENT 'the spans: each by how it differs from going on where the one before it ended',

    -- derived by the loader, by expressions/NAME.sql
    viewed_after Nullable(UInt32) CODEC(T64, LZ4) COMMENT 'milliseconds from the load',
    played_after UInt32 CODEC(T64, LZ4),
    played_until UInt32 CODEC(T64, LZ4),
    watch_ms UInt64 CODEC(T64, LZ4),
    covered Array(Tuple(`from` Int64, `to` Int64)) CODEC(ZSTD(1)),

    minted_at DateTime64(3, 'UTC') ALIAS fromUnixTimestamp64Milli(toInt64(bitShiftRight(toUInt128(play), 80)), 'UTC'),
    seq UInt32 ALIAS toUInt32(bitShiftRight(version, 42)),
    received_at DateTime64(3, 'UTC') ALIAS fromUnixTimestamp64Milli(4398046511103 - toInt64(bitAnd(version, 4398046511103)), 'UTC'),
    loaded_at DateTime64(3, 'UTC') ALIAS minted_at + toIntervalMillisecond(loaded_after),
    viewed_at Nullable(DateTime64(3, 'UTC')) ALIAS {viewed_at},
    played_from DateTime64(3, 'UTC') ALIAS {played_from},
    played_to DateTime64(3, 'UTC') ALIAS {played_to},
    who UUID ALIAS {who} COMMENT 'whom unique viewers are counted by: the viewer, else the device, else the session',
    spans Array(Tuple(at UInt32, wall UInt32, `from` Int64, `to` Int64, cont UInt8)) ALIAS arrayMap(
        (step, at_end, to) -> CAST(
            (at_end - step.wall, step.wall, to - step.drift - step.wall, to, step.cont),
            'Tuple(at UInt32, wall UInt32, `from` Int64, `to` Int64, cont UInt8)'
        ),
        steps,
        arrayCumSum(arrayMap(step -> step.gap + step.wall, steps)),
        arrayCumSum(arrayMap(step -> step.jump + step.drift + step.wall, steps))
    )
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(day)
ORDER BY (workspace_id, day, video_id, play)
SETTINGS
    fsync_after_insert = 1,
    fsync_part_directory = 1,
    enable_block_number_column = 1, -- queries/note_expired.sql names by it what it counts
    -- parts that are replaced are gone within seconds, so that an erasure soon is one; what replaces them is on disk first
    min_rows_to_fsync_after_merge = 1,
    old_parts_lifetime = 1,
    cleanup_delay_period = 1,
    max_cleanup_delay_period = 1,
    cleanup_delay_period_random_add = 0,
    -- a month that gets no more plays is merged to one part, so that FINAL costs nothing on it
    min_age_to_force_merge_seconds = 3600,
    min_age_to_force_merge_on_partition_only = 1;

INSERT INTO plays_by_day
(
    workspace_id, day, video_id, play, version, loaded_after, live, duration_ms, session, device, viewer, context, traffic, country, city,
    device_type, os, browser, domain, page, ref, lang, tz, screen_width, screen_height, player, playing, play_count, pause_count,
    seek_count, replay_count, stall_count, error_count, startup_ms, stalled_ms, steps, viewed_after, played_after, played_until, watch_ms,
    covered
)
SELECT
    workspace_id,
    {day},
    video_id,
    play,
    version,
    {loaded_after},
    live, duration_ms, session, device, viewer, context, traffic, country, city,
    device_type, os, browser, domain, page, ref, lang, tz, screen_width, screen_height, player, playing, play_count, pause_count,
    seek_count, replay_count, stall_count, error_count, startup_ms, stalled_ms,
    {steps},
    toUnixTimestamp64Milli(viewed_at) - toUnixTimestamp64Milli(loaded_at),
    toUnixTimestamp64Milli(played_from) - toUnixTimestamp64Milli(loaded_at),
    toUnixTimestamp64Milli(played_to) - toUnixTimestamp64Milli(loaded_at),
    watch_ms,
    covered
FROM plays
SETTINGS max_partitions_per_insert_block = 0, apply_mutations_on_fly = 1;

EXCHANGE TABLES plays AND plays_by_day;

DROP TABLE plays_by_day SYNC;
