arrayMap(
    span -> (
        least(greatest(least(span.from, span.to), 0), if(length_ms > 0, toInt64(length_ms), toInt64(9223372036854775807))),
        least(greatest(span.from, span.to, 0), if(length_ms > 0, toInt64(length_ms), toInt64(9223372036854775807)))
    ),
    spans
)
