-- Delete a month of plays. A template: loader/expiring.py.
ALTER TABLE plays DROP PARTITION ID '{partition}'
