-- Known versions of the plays that came. By their id alone, so that what is known counts where no such id came. A template:
-- metrics/recent.py.
SELECT * FROM {known} WHERE play IN (SELECT play FROM {come})
