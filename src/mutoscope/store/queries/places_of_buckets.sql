-- Places, in the list of edges, of the buckets that [low, high) touches: those alone, not each bucket for each interval. Both lie within
-- the list. A template: metrics/compile.py.
range(
    transform(roundDown({low}, {{edges:Array(Int64)}}), {{edges:Array(Int64)}}, range(1, length({{edges:Array(Int64)}}) + 1), 0),
    transform(roundDown({high} - 1, {{edges:Array(Int64)}}), {{edges:Array(Int64)}}, range(1, length({{edges:Array(Int64)}}) + 1), 0) + 1
)
