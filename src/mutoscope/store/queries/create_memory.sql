-- The database of tables in memory (metrics/memory.py); its tables end with the process.
CREATE DATABASE memory ENGINE = Memory
