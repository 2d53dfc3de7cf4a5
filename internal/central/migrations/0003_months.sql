-- As in 0001, without a lock that all terminals wait behind: only who reads or writes record_default waits, and nobody when no month is missing.
-- The caller sets lock_timeout: a terminal can hold a lock on any table here for as long as its session stands.
CREATE OR REPLACE FUNCTION madoguchi.prepare_months(start date, months integer) RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'Asia/Tokyo' AS $$
DECLARE
	month date;
	part  text;
	made  integer := 0;
	moved bigint;
BEGIN
	FOR month IN SELECT (date_trunc('month', start) + n * interval '1 month')::date FROM generate_series(0, months - 1) AS n LOOP
		part := 'record_' || to_char(month, 'YYYYMM');
		CONTINUE WHEN to_regclass('madoguchi.' || part) IS NOT NULL;
		LOCK TABLE madoguchi.record_default IN ACCESS EXCLUSIVE MODE; -- attaching needs it, and nothing may be put in while it is emptied
		EXECUTE format('CREATE TABLE madoguchi.%I (LIKE madoguchi.record INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', part);
		EXECUTE format('INSERT INTO madoguchi.%I SELECT * FROM madoguchi.record_default WHERE ts >= %L::date AND ts < %L::date', part, month, month + interval '1 month');
		GET DIAGNOSTICS moved = ROW_COUNT; -- EXECUTE sets no FOUND
		IF moved > 0 THEN
			ALTER TABLE madoguchi.record_default DISABLE TRIGGER USER;
			DELETE FROM madoguchi.record_default WHERE ts >= month AND ts < month + interval '1 month';
			ALTER TABLE madoguchi.record_default ENABLE TRIGGER USER;
		END IF;
		EXECUTE format('ALTER TABLE madoguchi.record ATTACH PARTITION madoguchi.%I FOR VALUES FROM (%L) TO (%L)', part,
			month::timestamptz, (month + interval '1 month')::timestamptz);
		made := made + 1;
	END LOOP;
	RETURN made;
END $$;
