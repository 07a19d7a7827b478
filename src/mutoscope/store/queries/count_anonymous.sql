-- How many anonymous plays of the same devices there are. A template: loader/erasing.py.
SELECT count() AS anonymous_plays FROM ({anonymous})
