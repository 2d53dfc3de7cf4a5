-- Three years are full (第13条) by a clock outside the terminal too: that of the central server, or of the receipt for what was delivered. Whoever puts the
-- terminal's clock forward and writes a record makes the newest record as late as he likes.
ALTER TABLE erasure ADD COLUMN told INTEGER; -- Unix milliseconds; NULL for what was erased before this column

DROP TRIGGER erasure_in_its_time;
-- 32400 s is Japan's offset from UTC.
CREATE TRIGGER erasure_in_its_time BEFORE INSERT ON erasure
	WHEN new.told IS NULL OR unixepoch(new.until / 1000 + 32400, 'unixepoch', '+3 years') - 32400
		> min(new.told / 1000, (SELECT ts / 1000 FROM record ORDER BY seq DESC LIMIT 1))
	BEGIN SELECT RAISE(ABORT, 'records are kept for three years'); END;
