-- The lines of sealed segments. What names nobody, no play, or an instant that can't be (beacon/limits.py), nobody has sent: it is refused
-- as what can't be read is, not taken for something of 1970. To follow FROM.
file({segments:String}, JSONEachRow, {structure:String}) AS line
WHERE throwIf(
    line.received_at < {earliest:Int64} OR line.received_at >= {latest:Int64}
        OR refused = '' AND (
            workspace_id = {nil:UUID} OR play = {nil:UUID}
                OR least(line.minted_at, line.loaded_at) < {earliest:Int64}
                OR greatest(line.minted_at, line.loaded_at) >= {latest:Int64}
                OR line.minted_at != toInt64(bitShiftRight(toUInt128(play), 80)) -- its id says the same
        ),
    'a line without workspace or play, or of an instant that can\'t be'
) = 0
