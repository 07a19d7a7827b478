-- Codes that are no country (T1, XX, EU …), which earlier versions took, are unknown.
ALTER TABLE plays UPDATE country = '' WHERE country != '' AND country NOT IN {countries:Array(String)} SETTINGS mutations_sync = 1;
