-- Sessions or viewers of views on open days, by a hash. A template: metrics/days.py.
SELECT sipHash64({whose}) FROM ({plays}) WHERE roundDown(assumeNotNull(viewed_ms), {{open_edges:Array(Int64)}}) IN {{open_from:Array(Int64)}}
