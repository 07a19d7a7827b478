-- The newest beacon wins: the highest seq, among equal seq the one first received.
bitShiftLeft(toUInt64(seq), 42) + (bitShiftLeft(toUInt64(1), 42) - 1 - toUInt64(toUnixTimestamp64Milli(received_at)))
