-- The content that the spans went through, as disjoint intervals in order; not clipped to any length.
arrayFold(
    (merged, one) -> if(
        notEmpty(merged) AND merged[-1].2 >= one.1,
        arrayPushBack(arrayPopBack(merged), (merged[-1].1, greatest(merged[-1].2, one.2))),
        arrayPushBack(merged, one)
    ),
    arraySort(arrayFilter(
        one -> one.2 > one.1,
        arrayMap(span -> (greatest(least(span.from, span.to), 0), greatest(span.from, span.to, 0)), spans)
    )),
    CAST([], 'Array(Tuple(Int64, Int64))')
)
