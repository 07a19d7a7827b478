-- The plays that a question is about, newest beacon each: its workspace, filters and traffic, and by the timestamp in their id all
-- that can have anything in the period. PREWHERE is read before the newest version of a play is found: it may ask only for what all
-- versions share, and what it leaves out isn't read. A template: metrics/compile.py fills in conditions, joins and the view's threshold.
SELECT
    video_id,
    play,
    toUnixTimestamp64Milli(minted_at) AS minted_ms,
    session,
    device,
    who,
    viewer,
    context,
    traffic,
    country,
    city,
    device_type,
    os,
    browser,
    domain,
    page,
    ref,
    live,
    lang,
    tz,
    screen_width,
    screen_height,
    player,
    toUnixTimestamp64Milli(loaded_at) AS loaded_ms,
    toUnixTimestamp64Milli(received_at) AS received_ms,
    toUnixTimestamp64Milli({viewed_at}) AS viewed_ms,
    toUnixTimestamp64Milli(played_from) AS from_ms,
    toUnixTimestamp64Milli(played_to) AS to_ms,
    toInt64(watch_ms) AS watch_ms,
    playing,
    play_count,
    pause_count,
    seek_count,
    replay_count,
    stall_count,
    error_count,
    startup_ms,
    stalled_ms,
    spans,
    spans.at AS span_at,
    spans.wall AS span_wall,
    covered,
    covered.from AS covered_from,
    covered.to AS covered_to,
    {content_columns}
FROM plays FINAL
{joins}
PREWHERE workspace_id = {{workspace:UUID}}
    AND minted_at >= fromUnixTimestamp64Milli({minted_from}, 'UTC')
    AND minted_at < fromUnixTimestamp64Milli({minted_to}, 'UTC')
    {shared}
WHERE {conditions}
