-- Synthetic plays as the collector writes them: the columns of a spool line, instants in milliseconds. A template: history.py.
-- One row a play: numbers {first} … {first} + {count} − 1, minted within [{from_ms}, {from_ms} + {length_ms}), of these
-- {days} days only those from the {first_day}th up to, not including, the {end_day}th.
-- Per visit (1.3 plays): day, hour (most in the middle of the day), viewer, machine, country. Per play: video (Zipf over all),
-- 70 % views, spans 1–5 (others 0–1, under 5 s), a page of the video. A length belongs to the video.
SELECT
    number,
    toUUID('{workspace}') AS workspace_id,
    concat('video-', leftPad(toString(rank * 7_919 % {videos}), 6, '0')) AS video_id, -- 7,919: ranks lie all over the folders
    reinterpret(
        toUInt128(bitOr(bitShiftLeft(toUInt64(minted_at), 16), 0x7000 + h1 % 4096))
        + bitShiftLeft(toUInt128(bitOr(bitShiftLeft(toUInt64(2), 62), bitShiftRight(h2, 2))), 64),
        'UUID'
    ) AS play,
    {from_ms} + intDiv({length_ms} - 1_200_000, days) * (visit % days)
        + toUInt64((h3 % 10_000 + bitShiftRight(h3, 20) % 10_000) / 20_000 * intDiv({length_ms} - 1_200_000, days)) + h1 % 1_200_000 AS minted_at,
    toUInt32(19) AS seq,
    minted_at + toUInt64(elapsed_ms) AS received_at,
    minted_at AS loaded_at,
    false AS live,
    toUInt32(60_000 + sipHash64(rank) % 1_740 * 1_000) AS duration_ms,
    reinterpret(toUInt128(h3) + bitShiftLeft(toUInt128(sipHash64(visit, 2)), 64), 'UUID') AS session,
    reinterpret(toUInt128(sipHash64(person)) + bitShiftLeft(toUInt128(sipHash64(person, 1)), 64), 'UUID') AS device,
    if(person % 10 < 3, concat('student-', toString(person % 200_000)), '') AS viewer,
    CAST(if(person % 10 < 4, map('course', concat('course-', toString(rank % 40)), 'lesson', toString(rank % 12)), map()), 'Map(String, String)') AS context,
    multiIf(h3 % 100 < 97, 'human', h3 % 100 < 99, 'bot', 'internal') AS traffic,
    arrayElement(['DE', 'US', 'FR', 'GB', 'PL', 'NL', 'IT', 'ES', 'AT', 'CH', 'SE', 'BR', 'IN', 'JP', 'UA', 'CZ', 'DK', 'TR', 'CA', ''], toUInt32(exp(h3 % 1_000_003 / 1_000_003 * log(21)))) AS country,
    '' AS city,
    arrayElement(['desktop', 'mobile', 'tablet', 'tv'], machine) AS device_type,
    arrayElement(['Windows', 'Android', 'iOS', 'Linux'], machine) AS os,
    arrayElement(['Chrome', 'Chrome Mobile', 'Mobile Safari', 'Firefox'], machine) AS browser,
    concat('site-', toString(toUInt32(exp(h5 % 1_000_003 / 1_000_003 * log(31)))), '.example.org') AS domain,
    concat('https://', domain, '/courses/', toString(rank % 40), '/lesson-', toString(rank % 1_000)) AS page,
    if(h1 % 10 < 6, concat('https://', domain, '/courses/', toString(rank % 40)), '') AS ref,
    arrayElement(['de-DE', 'en-US', 'fr-FR', 'pl-PL'], toUInt32(exp(h3 % 1_000_003 / 1_000_003 * log(5)))) AS lang,
    arrayElement(['Europe/Berlin', 'America/New_York', 'Europe/Paris', 'Europe/Warsaw'], toUInt32(exp(h3 % 1_000_003 / 1_000_003 * log(5)))) AS tz,
    toUInt16(arrayElement([1920, 390, 820, 3840], machine)) AS screen_width,
    toUInt16(arrayElement([1080, 844, 1180, 2160], machine)) AS screen_height,
    'mutoscope/0.1.0' AS player,
    CAST(h1 % 3 = 0, 'Bool') AS playing,
    toUInt32(span_count > 0) AS play_count,
    toUInt32(greatest(span_count, 1) - 1) AS pause_count,
    toUInt32(bitShiftRight(h1, 8) % 3) AS seek_count,
    toUInt32(h1 % 50 = 0) AS replay_count,
    toUInt32(h1 % 20 = 0) AS stall_count,
    toUInt32(h1 % 500 = 0) AS error_count,
    if(span_count > 0, toUInt32(startup), NULL) AS startup_ms,
    toUInt32(if(stall_count = 1, 700, 0)) AS stalled_ms,
    CAST(arrayMap(
        index -> (
            startup + index * (wall + 2_500), wall,
            (if(seeks, bitShiftRight(h2, index) % duration_ms, index * wall) AS position), position + wall, 0
        ),
        range(span_count)
    ), 'Array(Tuple(at UInt32, wall UInt32, `from` Int64, `to` Int64, cont UInt8))') AS spans,
    greatest(startup + span_count * (wall + 2_500), 1_000) AS elapsed_ms,
    {days} AS days, intDiv(number * 10, 13) AS visit, intDiv(visit, 2) AS person,
    sipHash64(number) AS h1, sipHash64(number, 1) AS h2, sipHash64(visit) AS h3,
    sipHash64(person, 2) AS h4, sipHash64(person, 3) AS h5,
    toUInt32(exp(h2 % 1_000_003 / 1_000_003 * log({videos} + 1))) AS rank, toUInt32(exp(h4 % 1_000_003 / 1_000_003 * log(5))) AS machine,
    h1 % 10 < 7 AS is_view, bitShiftRight(h1, 16) % 4 = 0 AS seeks, 200 + bitShiftRight(h1, 24) % 1_500 AS startup,
    if(is_view, 1 + bitShiftRight(h1, 32) % 5, bitShiftRight(h1, 32) % 2) AS span_count,
    if(is_view, greatest(6_000, toUInt64(duration_ms * pow((bitShiftRight(h2, 8) % 1_000 + 1) / 1_000, 1.5) / span_count)), 500 + h2 % 4_000) AS wall
FROM numbers_mt({first}, {count})
WHERE visit % {days} >= {first_day} AND visit % {days} < {end_day}
