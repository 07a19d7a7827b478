-- Milliseconds from the load to the end of the last span (exclusive); of an empty play none.
toUInt32(if(empty(spans), 0, spans[-1].at + spans[-1].wall))
