-- Milliseconds from the load to the instant at which a run first reached {view_ms} of wall-clock playback; NULL: none did.
-- State: what the run has played so far, and the offset since load at which one reached the threshold (-1: not yet).
if(
    (arrayFold(
        (state, span) -> if(
            state.2 >= 0,
            state,
            (
                if(span.cont = 1, state.1, 0) + toInt64(span.wall),
                if(
                    if(span.cont = 1, state.1, 0) + toInt64(span.wall) >= {view_ms:Int64},
                    toInt64(span.at) + {view_ms:Int64} - if(span.cont = 1, state.1, 0),
                    toInt64(-1)
                )
            )
        ),
        spans,
        (toInt64(0), toInt64(-1))
    ) AS run).2 >= 0,
    toUInt32(run.2),
    NULL
)
