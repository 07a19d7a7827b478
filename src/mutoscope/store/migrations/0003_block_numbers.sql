-- Rows keep the number of the INSERT that brought them when parts are merged: queries/note_expired.sql names by it what it counts.
ALTER TABLE plays MODIFY SETTING enable_block_number_column = 1;
