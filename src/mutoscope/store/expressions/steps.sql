-- The spans, each by how it differs from going on, at normal speed, where and when the one before it ended.
arrayMap(
    (span, last) -> (
        toInt64(span.at) - last.1 - last.2,
        span.wall,
        span.from - last.4,
        span.to - span.from - span.wall,
        span.cont
    ),
    spans,
    arraySlice(arrayPushFront(spans, (0, 0, 0, 0, 0)), 1, length(spans))
)
