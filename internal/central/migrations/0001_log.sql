-- 中央の操作履歴 (第12条・第13条): the logs of all terminals, as each sealed its own. Runs as madoguchi_owner in schema madoguchi.
-- Nothing here is updated or deleted but the heads of the logs; a month that may go is detached and dropped whole.

-- A terminal is a login role: its client certificate's CN.
CREATE TABLE madoguchi.terminal (
	role       name        PRIMARY KEY,
	added_at   timestamptz NOT NULL DEFAULT now(),
	revoked_at timestamptz -- null while it may upload
);

-- A log of a terminal. A terminal that got a new key (restored, replaced) has more than one.
CREATE TABLE madoguchi.log (
	id           integer     GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	terminal     name        NOT NULL REFERENCES madoguchi.terminal (role),
	origin       text        NOT NULL,
	verifier_key text        NOT NULL UNIQUE,
	added_at     timestamptz NOT NULL DEFAULT now(),
	size         bigint      NOT NULL DEFAULT 0, -- records stored; the lock of the log
	checkpoint   text        NOT NULL DEFAULT '' -- signed, of exactly that size
);

-- One accepted upload: the leaf hashes stay when the month of their records is dropped, so that everything younger can still
-- be proven, and a record that was sent before is known for ever.
CREATE TABLE madoguchi.batch (
	log         integer     NOT NULL REFERENCES madoguchi.log (id),
	first       bigint      NOT NULL,
	size        bigint      NOT NULL, -- of the log after it
	leaves      bytea       NOT NULL, -- 32 bytes a record
	checkpoint  text        NOT NULL, -- signed by the terminal, of size
	received_at timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (log, first),
	CHECK (size > first AND length(leaves) = 32 * (size - first))
);
ALTER TABLE madoguchi.batch ALTER leaves SET STORAGE EXTERNAL; -- hashes do not shrink, and are read in slices

CREATE TABLE madoguchi.record (
	log      integer     NOT NULL,
	seq      bigint      NOT NULL,
	ts       timestamptz NOT NULL, -- this and the next three repeat the payload for searching; the server takes them from it
	event    text        NOT NULL,
	operator text        NOT NULL,
	case_no  text        NOT NULL,
	salt     bytea       NOT NULL,
	payload  text        NOT NULL,
	PRIMARY KEY (log, seq, ts)
) PARTITION BY RANGE (ts);
CREATE INDEX record_ts ON madoguchi.record (ts);
CREATE INDEX record_operator ON madoguchi.record (operator, ts) WHERE operator <> '';
CREATE INDEX record_case ON madoguchi.record (case_no) WHERE case_no <> '';
-- What comes for a month that is not prepared, or was dropped already.
CREATE TABLE madoguchi.record_default PARTITION OF madoguchi.record DEFAULT;

CREATE FUNCTION madoguchi.stays() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RAISE EXCEPTION '% is append-only', tg_table_name USING errcode = 'MD009';
END $$;
CREATE TRIGGER record_stays BEFORE UPDATE OR DELETE ON madoguchi.record FOR EACH ROW EXECUTE FUNCTION madoguchi.stays();
CREATE TRIGGER batch_stays BEFORE UPDATE OR DELETE ON madoguchi.batch FOR EACH ROW EXECUTE FUNCTION madoguchi.stays();
CREATE TRIGGER log_stays BEFORE DELETE ON madoguchi.log FOR EACH ROW EXECUTE FUNCTION madoguchi.stays();
CREATE TRIGGER terminal_stays BEFORE DELETE ON madoguchi.terminal FOR EACH ROW EXECUTE FUNCTION madoguchi.stays();
CREATE TRIGGER batch_stays_whole BEFORE TRUNCATE ON madoguchi.batch EXECUTE FUNCTION madoguchi.stays();
CREATE TRIGGER record_stays_whole BEFORE TRUNCATE ON madoguchi.record EXECUTE FUNCTION madoguchi.stays();

-- Prepares the months (Asia/Tokyo) from one on; records that waited in the default partition move to their month. Gives how many
-- months are new.
CREATE FUNCTION madoguchi.prepare_months(start date, months integer) RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'Asia/Tokyo' AS $$
DECLARE
	month date;
	part  text;
	made  integer := 0;
	moved bigint;
BEGIN
	LOCK TABLE madoguchi.log IN EXCLUSIVE MODE; -- nobody uploads meanwhile
	FOR month IN SELECT (date_trunc('month', start) + n * interval '1 month')::date FROM generate_series(0, months - 1) AS n LOOP
		part := 'record_' || to_char(month, 'YYYYMM');
		CONTINUE WHEN to_regclass('madoguchi.' || part) IS NOT NULL;
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

-- How far a log of the calling terminal is stored. MD005: not its log, or the terminal is revoked.
CREATE FUNCTION madoguchi.head_of(verifier text, OUT size bigint, OUT checkpoint text, OUT at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	SELECT l.size, l.checkpoint, clock_timestamp() INTO size, checkpoint, at FROM madoguchi.log AS l JOIN madoguchi.terminal AS t ON t.role = l.terminal
		WHERE l.verifier_key = verifier AND l.terminal = session_user AND t.revoked_at IS NULL;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'no log of this terminal' USING errcode = 'MD005';
	END IF;
END $$;

-- Stores the records from number start on and gives the size of the log after it. Records that are stored already may come again.
-- hashes are those of the leaves, 32 bytes each, one after the other; note is the signed checkpoint of start + their number.
-- MD001 fork, MD002 gap, MD003 a record is malformed or not what its hash says, MD004 malformed, MD005 not the caller's log or revoked.
CREATE FUNCTION madoguchi.ingest(verifier text, start bigint, salts bytea[], payloads text[], hashes bytea, note text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	head record;
	n    bigint := cardinality(payloads);
	bad  bigint;
BEGIN
	SELECT l.id, l.origin, l.size INTO head FROM madoguchi.log AS l JOIN madoguchi.terminal AS t ON t.role = l.terminal
		WHERE l.verifier_key = verifier AND l.terminal = session_user AND t.revoked_at IS NULL FOR UPDATE OF l;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'no log of this terminal' USING errcode = 'MD005';
	END IF;
	IF (start >= 0 AND n BETWEEN 1 AND 20000 AND cardinality(salts) = n AND length(hashes) = 32 * n AND length(note) <= 512
		AND split_part(note, E'\n', 1) = head.origin AND split_part(note, E'\n', 2) = (start + n)::text) IS NOT TRUE THEN
		RAISE EXCEPTION 'malformed upload' USING errcode = 'MD004';
	END IF;

	-- A rewritten old record, a log rolled back and continued: what is stored must be what comes again.
	SELECT min(b.first) INTO bad FROM madoguchi.batch AS b WHERE b.log = head.id AND b.first < start + n AND b.size > start
		AND substring(b.leaves FROM (32 * (greatest(b.first, start) - b.first))::int + 1 FOR (32 * (least(b.size, start + n) - greatest(b.first, start)))::int)
		IS DISTINCT FROM substring(hashes FROM (32 * (greatest(b.first, start) - start))::int + 1 FOR (32 * (least(b.size, start + n) - greatest(b.first, start)))::int);
	IF bad IS NOT NULL THEN
		RAISE EXCEPTION 'fork: records from % on are stored with other hashes', greatest(bad, start) USING errcode = 'MD001';
	END IF;
	IF start > head.size THEN
		RAISE EXCEPTION 'gap: record % is missing', head.size USING errcode = 'MD002';
	END IF;

	-- A payload has one spelling (docs/archive-format.md): what it is filed under is taken from its places, not parsed.
	SELECT min(start + r.o - 1) INTO bad FROM unnest(salts, payloads) WITH ORDINALITY AS r (salt, payload, o)
		WHERE (length(r.salt) = 32 AND length(r.payload) <= 2048 AND strpos(r.payload, E'\n') = 0 AND
			r.payload LIKE '{"v":1,"t":"____-__-__T__:__:__.___+09:00","e":"_%"%}' AND
			substring(hashes FROM (32 * r.o)::int - 31 FOR 32) = sha256('\x00'::bytea || r.salt || convert_to(r.payload, 'UTF8'))) IS NOT TRUE;
	IF bad IS NOT NULL THEN
		RAISE EXCEPTION 'record % is malformed or not what its hash says', bad USING errcode = 'MD003';
	END IF;
	IF start + n <= head.size THEN
		RETURN head.size;
	END IF;

	INSERT INTO madoguchi.record (log, seq, ts, event, operator, case_no, salt, payload)
		SELECT head.id, start + r.o - 1, substr(r.payload, 13, 29)::timestamptz, split_part(r.payload, '"', 10),
			CASE WHEN split_part(r.payload, '"', 12) = 'op' THEN split_part(r.payload, '"', 14) ELSE '' END,
			CASE 'case' WHEN split_part(r.payload, '"', 12) THEN split_part(r.payload, '"', 14)
				WHEN split_part(r.payload, '"', 16) THEN CASE split_part(r.payload, '"', 12) WHEN 'op' THEN split_part(r.payload, '"', 18) ELSE '' END ELSE '' END,
			r.salt, r.payload
		FROM unnest(salts, payloads) WITH ORDINALITY AS r (salt, payload, o)
		WHERE start + r.o - 1 >= head.size;
	INSERT INTO madoguchi.batch (log, first, size, leaves, checkpoint)
		VALUES (head.id, head.size, start + n, substring(hashes FROM (32 * (head.size - start))::int + 1), note);
	UPDATE madoguchi.log SET size = start + n, checkpoint = note WHERE id = head.id;
	RETURN start + n;
END $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA madoguchi FROM PUBLIC;
GRANT USAGE ON SCHEMA madoguchi TO madoguchi_terminal, madoguchi_auditor;
GRANT EXECUTE ON FUNCTION madoguchi.head_of, madoguchi.ingest TO madoguchi_terminal;
GRANT SELECT ON ALL TABLES IN SCHEMA madoguchi TO madoguchi_auditor;
