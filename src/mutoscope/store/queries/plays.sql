-- Plays loaded in the period, from a place in their order on: newest id first. A template: metrics/plays.py.
SELECT {columns}, minted_ms AS _minted, {id} AS _id
FROM ({plays})
WHERE loaded_ms >= {{start:Int64}} AND loaded_ms < {{end:Int64}} AND (minted_ms, _id) < ({{place_ms:Int64}}, {{place_id:String}})
ORDER BY _minted DESC, _id DESC
LIMIT {{most:UInt64}}
