day >= toDate(fromUnixTimestamp64Milli(greatest({since}, 0), 'UTC')) AND day <= toDate(fromUnixTimestamp64Milli(least({until} - 1, 4294967295000), 'UTC'))
