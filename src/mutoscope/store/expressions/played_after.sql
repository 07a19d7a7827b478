-- Milliseconds from the load to the start of the first span; of an empty play none.
toUInt32(if(empty(spans), 0, spans[1].at))
