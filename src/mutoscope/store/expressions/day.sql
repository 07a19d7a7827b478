-- The day, in UTC, on which the play was minted.
toDate(minted_at, 'UTC')
