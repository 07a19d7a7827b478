-- Milliseconds from the minting to the load; a clock that is off makes them less than none.
toInt32(toUnixTimestamp64Milli(loaded_at) - toUnixTimestamp64Milli(minted_at))
