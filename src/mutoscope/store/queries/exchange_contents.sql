-- The mirror that was made anew takes the place of the old one, at once.
EXCHANGE TABLES contents AND contents_anew
