-- Return when all parts are known, those too that a crash left behind.
SYSTEM WAIT LOADING PARTS plays
