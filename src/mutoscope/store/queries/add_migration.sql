-- Note a migration that was applied.
INSERT INTO migrations (name) VALUES ({name:String})
