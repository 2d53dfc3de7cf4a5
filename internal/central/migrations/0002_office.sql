-- What the counter's own screens ask of all terminals: the log, the stock, the terminals, the transfers. Whoever asks has a certificate of
-- its own, not the one that uploads, and reads through the functions office_* alone. Every question is noted before anything is read.

-- Who may ask is a login role: its client certificate's CN.
CREATE TABLE madoguchi.office_role (
	role       name        PRIMARY KEY,
	added_at   timestamptz NOT NULL DEFAULT now(),
	revoked_at timestamptz -- null while it may ask
);

-- What was asked. An answer is given to the number of a question that is committed already, by nothing else: nobody reads and takes the
-- note of it back.
CREATE TABLE madoguchi.asked (
	id       bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	role     name        NOT NULL REFERENCES madoguchi.office_role (role),
	at       timestamptz NOT NULL DEFAULT clock_timestamp(),
	xact     xid8        NOT NULL DEFAULT pg_current_xact_id(),
	question text        NOT NULL CHECK (question IN ('log', 'stock', 'terminals', 'conflicts')),
	operator text        NOT NULL CHECK (operator ~ '^[A-Z][0-9]{3,5}$'), -- as the asking program says
	purpose  text        NOT NULL CHECK (purpose ~ '^[a-z]+(-[a-z]+)*$' AND length(purpose) <= 40),
	chosen   jsonb       NOT NULL -- what the log was searched by: ids and codes
);
CREATE INDEX asked_role ON madoguchi.asked (role, at);

-- What a terminal said of itself when it last called.
CREATE TABLE madoguchi.seen (
	log     integer     PRIMARY KEY,
	at      timestamptz NOT NULL,
	size    bigint      NOT NULL, -- records it has
	trouble text        NOT NULL, -- why its last upload failed, "" when it did not
	skew    interval    NOT NULL  -- its clock minus the server's
);

CREATE TRIGGER office_role_stays BEFORE DELETE ON madoguchi.office_role FOR EACH ROW EXECUTE FUNCTION madoguchi.stays();
CREATE TRIGGER asked_stays BEFORE UPDATE OR DELETE ON madoguchi.asked FOR EACH ROW EXECUTE FUNCTION madoguchi.stays();
CREATE TRIGGER asked_stays_whole BEFORE TRUNCATE ON madoguchi.asked EXECUTE FUNCTION madoguchi.stays();

-- The few records that the office's view is made of, a hundredth of all.
CREATE INDEX record_office ON madoguchi.record (log, event, seq)
	WHERE event IN ('stock.stated', 'transfer.sent', 'transfer.received', 'transfer.ended');

-- As head_of above, and the terminal says how it is itself: its signed head, why its last upload failed, its clock. So a terminal that
-- calls but has something the server refuses is told from one that is silent. MD004: malformed.
CREATE FUNCTION madoguchi.head_of(verifier text, own text, why text, clock timestamptz, OUT size bigint, OUT checkpoint text, OUT at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	SELECT h.size, h.checkpoint, h.at INTO size, checkpoint, at FROM madoguchi.head_of(verifier) AS h;
	IF (length(own) <= 512 AND split_part(own, E'\n', 2) ~ '^[0-9]{1,15}$' AND why ~ '^([a-z]+(-[a-z]+){0,4})?$' AND length(why) <= 40
		AND isfinite(clock)) IS NOT TRUE THEN
		RAISE EXCEPTION 'malformed call' USING errcode = 'MD004';
	END IF;
	INSERT INTO madoguchi.seen SELECT l.id, head_of.at, split_part(own, E'\n', 2)::bigint, why, clock - head_of.at FROM madoguchi.log AS l WHERE l.verifier_key = verifier
		ON CONFLICT (log) DO UPDATE SET at = excluded.at, size = excluded.size, trouble = excluded.trouble, skew = excluded.skew;
END $$;

-- The fields of a record, null for a payload that is no JSON: a stolen terminal must not stop the answers about all others.
CREATE FUNCTION madoguchi.fields(payload text) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN payload::jsonb -> 'f';
EXCEPTION WHEN data_exception THEN
	RETURN NULL;
END $$;

-- A count among the fields, null for none or what is no count.
CREATE FUNCTION madoguchi.figure(f jsonb, name text) RETURNS bigint LANGUAGE sql IMMUTABLE
	RETURN CASE WHEN f ->> name ~ '^-?[0-9]{1,7}$' THEN (f ->> name)::bigint END;

-- What a terminal is called by its own ledger and slips: the origin of its first log says it. A log that was restored goes on under the same role,
-- with a number behind its origin.
CREATE FUNCTION madoguchi.called(role name) RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
	SELECT split_part(l.origin, '/', 2) FROM madoguchi.log AS l WHERE l.terminal = role ORDER BY l.id LIMIT 1
$$;

-- Notes a question and gives its number, which is good for its answers within ten minutes, once this transaction is committed.
-- MD004 malformed, MD005 not a role that may ask, MD006 more questions within an hour than people ask.
CREATE FUNCTION madoguchi.office_ask(question text, operator text, purpose text, chosen jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	number bigint;
BEGIN
	PERFORM 1 FROM madoguchi.office_role AS o WHERE o.role = session_user AND o.revoked_at IS NULL;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'not a role that may ask' USING errcode = 'MD005';
	END IF;
	IF (jsonb_typeof(chosen) = 'object' AND length(chosen::text) <= 8000 AND NOT EXISTS (SELECT 1 FROM jsonb_each(chosen) AS c
		WHERE c.key NOT IN ('terminal', 'from', 'until', 'operator', 'case', 'events', 'code', 'purpose', 'card')
			OR jsonb_typeof(c.value) <> 'string' OR chosen ->> c.key !~ '^[A-Za-z0-9:.,+*-]*$')) IS NOT TRUE THEN
		RAISE EXCEPTION 'malformed question' USING errcode = 'MD004';
	END IF;
	IF (SELECT count(*) FROM madoguchi.asked AS a WHERE a.role = session_user AND a.at > clock_timestamp() - interval '1 hour') >= 1000 THEN
		RAISE EXCEPTION 'too many questions' USING errcode = 'MD006';
	END IF;
	INSERT INTO madoguchi.asked (role, question, operator, purpose, chosen) VALUES (session_user, office_ask.question, office_ask.operator, office_ask.purpose, office_ask.chosen)
		RETURNING id INTO number;
	RETURN number;
END $$;

-- The noted question that an answer is for. MD007: there is none, or not committed yet.
CREATE FUNCTION madoguchi.noted(number bigint, kind text) RETURNS madoguchi.asked
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	a madoguchi.asked;
BEGIN
	SELECT q.* INTO a FROM madoguchi.asked AS q JOIN madoguchi.office_role AS o ON o.role = q.role AND o.revoked_at IS NULL
		WHERE q.id = number AND q.role = session_user AND q.question = kind AND q.at > clock_timestamp() - interval '10 minutes'
			AND q.xact IS DISTINCT FROM pg_current_xact_id_if_assigned();
	IF NOT FOUND THEN
		RAISE EXCEPTION 'no such question' USING errcode = 'MD007';
	END IF;
	RETURN a;
END $$;

-- Records of all terminals that a noted search chooses, newest first, at most 101, from behind a place on. At most 100000 records are looked at in
-- one call: a last row without a payload says how far. What is indexed (time, terminal, operator, case) chooses what is looked at.
CREATE FUNCTION madoguchi.office_log(number bigint, after_ts timestamptz, after_log integer, after_seq bigint)
RETURNS TABLE (origin text, log integer, seq bigint, ts timestamptz, payload text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	c       jsonb := (madoguchi.noted(number, 'log')).chosen;
	events  text[] := string_to_array(nullif(c ->> 'events', ''), ',');
	query   text := 'WITH l AS MATERIALIZED (SELECT g.id, madoguchi.called(g.terminal) AS origin FROM madoguchi.log AS g)
		SELECT l.origin, r.log, r.seq, r.ts, r.payload, r.event FROM madoguchi.record AS r JOIN l ON l.id = r.log
		WHERE r.ts <= least($1, $2) AND r.ts >= $3 AND (r.ts, r.log, r.seq) < ($1, $4, $5)';
	r       record;
	looked  integer := 0;
	found   integer := 0;
BEGIN
	IF c ->> 'terminal' <> '' THEN
		query := query || format(' AND r.log = ANY (%L::integer[])', ARRAY(SELECT g.id FROM madoguchi.log AS g WHERE madoguchi.called(g.terminal) = c ->> 'terminal'));
	END IF;
	IF c ->> 'operator' <> '' THEN
		query := query || format(' AND r.operator <> '''' AND r.operator = %L', c ->> 'operator');
	END IF;
	IF c ->> 'case' <> '' THEN
		query := query || format(' AND r.case_no <> '''' AND r.case_no = %L', c ->> 'case');
	END IF;
	FOR r IN EXECUTE query || ' ORDER BY r.ts DESC, r.log DESC, r.seq DESC LIMIT 100000'
		USING coalesce(after_ts, 'infinity'), coalesce(nullif(c ->> 'until', '')::timestamptz - interval '1 microsecond', 'infinity'),
			coalesce(nullif(c ->> 'from', '')::timestamptz, '-infinity'), coalesce(after_log, 0), coalesce(after_seq, 0) LOOP
		looked := looked + 1;
		origin := r.origin; log := r.log; seq := r.seq; ts := r.ts; payload := r.payload;
		IF (events IS NULL OR r.event = ANY (events))
			AND (coalesce(c ->> 'code', '') = '' OR strpos(payload, format('"code":"%s"', c ->> 'code')) > 0)
			AND (coalesce(c ->> 'purpose', '') = '' OR strpos(payload, format('"purpose":"%s"', c ->> 'purpose')) > 0)
			AND (coalesce(c ->> 'card', '') = '' OR strpos(payload, format('"card":"*%s"', c ->> 'card')) > 0) THEN
			RETURN NEXT;
			found := found + 1;
			EXIT WHEN found > 100;
		END IF;
	END LOOP;
	IF looked = 100000 AND found <= 100 THEN
		payload := NULL;
		RETURN NEXT;
	END IF;
END $$;

-- How every terminal stands.
CREATE FUNCTION madoguchi.office_terminals(number bigint)
RETURNS TABLE (terminal text, origin text, revoked boolean, size bigint, received timestamptz, heard timestamptz, has bigint, trouble text, skew double precision)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM madoguchi.noted(number, 'terminals');
	RETURN QUERY SELECT l.terminal::text, madoguchi.called(l.terminal), t.revoked_at IS NOT NULL, l.size,
			(SELECT b.received_at FROM madoguchi.batch AS b WHERE b.log = l.id ORDER BY b.first DESC LIMIT 1),
			s.at, coalesce(s.size, 0), coalesce(s.trouble, ''), coalesce(extract(epoch FROM s.skew), 0)::double precision
		FROM madoguchi.log AS l JOIN madoguchi.terminal AS t ON t.role = l.terminal LEFT JOIN madoguchi.seen AS s ON s.log = l.id
		ORDER BY l.origin, l.id LIMIT 5000;
END $$;

-- What each log stated last of its stock, line by line; only a statement that came whole. One without any line gives a row with an empty item.
CREATE FUNCTION madoguchi.office_stock(number bigint)
RETURNS TABLE (origin text, revoked boolean, log integer, at timestamptz, day text, reason text, item text, place text, book bigint, counted bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM madoguchi.noted(number, 'stock');
	RETURN QUERY SELECT madoguchi.called(l.terminal), t.revoked_at IS NOT NULL, l.id, head.ts, coalesce(head.f ->> 'day', ''), coalesce(head.f ->> 'reason', ''),
			coalesce(line.f ->> 'item', ''), coalesce(line.f ->> 'place', ''), coalesce(madoguchi.figure(line.f, 'book'), 0), madoguchi.figure(line.f, 'counted')
		FROM madoguchi.log AS l JOIN madoguchi.terminal AS t ON t.role = l.terminal
		CROSS JOIN LATERAL (SELECT h.seq, h.ts, h.f FROM
				(SELECT r.seq, r.ts, madoguchi.fields(r.payload) AS f FROM madoguchi.record AS r WHERE r.log = l.id AND r.event = 'stock.stated' ORDER BY r.seq DESC LIMIT 5) AS h
			WHERE l.size > h.seq + madoguchi.figure(h.f, 'rows') ORDER BY h.seq DESC LIMIT 1) AS head
		LEFT JOIN LATERAL (SELECT madoguchi.fields(r.payload) AS f, r.seq FROM madoguchi.record AS r
			WHERE r.log = l.id AND r.event = 'stock.line' AND r.seq > head.seq AND r.seq <= head.seq + madoguchi.figure(head.f, 'rows')) AS line ON true
		ORDER BY l.origin, l.id, line.seq LIMIT 200000;
END $$;

-- Transfers of the last 400 days that are not settled at both ends, oldest first; each known by its sender and the sender's number.
CREATE FUNCTION madoguchi.office_transfers(number bigint)
RETURNS TABLE (sender text, number_of text, item text, from_place text, to_place text, sent_to text, sent bigint, sent_at timestamptz,
	received bigint, received_by text, received_at timestamptz, back bigint, ended_at timestamptz, short boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM madoguchi.noted(number, 'conflicts');
	RETURN QUERY WITH told AS ( -- a log that was continued may have a record twice
			SELECT DISTINCT madoguchi.called(l.terminal) AS teller, r.ts, r.event, madoguchi.fields(r.payload) AS f
			FROM madoguchi.record AS r JOIN madoguchi.log AS l ON l.id = r.log
			WHERE r.event IN ('transfer.sent', 'transfer.received', 'transfer.ended') AND r.ts > now() - interval '400 days'),
		keyed AS (SELECT CASE t.event WHEN 'transfer.received' THEN coalesce(t.f ->> 'terminal', t.teller) ELSE t.teller END AS sender, t.* FROM told AS t WHERE t.f ->> 'number' ~ '^T[0-9]{2}-[0-9]{6}$'),
		summed AS (SELECT k.sender, k.f ->> 'number' AS number_of, min(k.f ->> 'item') AS item,
				min(k.f ->> 'from') FILTER (WHERE k.event = 'transfer.sent') AS from_place, min(k.f ->> 'to') FILTER (WHERE k.event = 'transfer.sent') AS to_place,
				min(k.f ->> 'terminal') FILTER (WHERE k.event = 'transfer.sent') AS sent_to,
				coalesce(sum(madoguchi.figure(k.f, 'counted')) FILTER (WHERE k.event = 'transfer.sent'), 0)::bigint AS sent,
				min(k.ts) FILTER (WHERE k.event = 'transfer.sent') AS sent_at,
				coalesce(sum(madoguchi.figure(k.f, 'counted')) FILTER (WHERE k.event = 'transfer.received' AND k.teller <> k.sender), 0)::bigint AS received,
				string_agg(DISTINCT k.teller, ',') FILTER (WHERE k.event = 'transfer.received' AND k.teller <> k.sender) AS received_by,
				max(k.ts) FILTER (WHERE k.event = 'transfer.received') AS received_at,
				coalesce(sum(madoguchi.figure(k.f, 'counted')) FILTER (WHERE k.event = 'transfer.received' AND k.teller = k.sender), 0)::bigint AS back,
				max(k.ts) FILTER (WHERE k.event = 'transfer.ended') AS ended_at,
				coalesce(bool_or(k.f ->> 'reason' IS NOT NULL) FILTER (WHERE k.event = 'transfer.ended'), false) AS short
			FROM keyed AS k GROUP BY k.sender, k.f ->> 'number')
		SELECT s.sender, s.number_of, coalesce(s.item, ''), coalesce(s.from_place, ''), coalesce(s.to_place, ''), coalesce(s.sent_to, ''), s.sent, s.sent_at,
			s.received, coalesce(s.received_by, ''), s.received_at, s.back, s.ended_at, s.short
		FROM summed AS s WHERE NOT (s.sent = s.received + s.back AND (s.ended_at IS NOT NULL OR s.received = 0))
		ORDER BY coalesce(s.sent_at, s.received_at, s.ended_at), s.sender, s.number_of LIMIT 2000;
END $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA madoguchi FROM PUBLIC;
GRANT USAGE ON SCHEMA madoguchi TO madoguchi_office;
GRANT EXECUTE ON FUNCTION madoguchi.head_of(text, text, text, timestamptz) TO madoguchi_terminal;
GRANT EXECUTE ON FUNCTION madoguchi.office_ask, madoguchi.office_log, madoguchi.office_terminals, madoguchi.office_stock, madoguchi.office_transfers TO madoguchi_office;
GRANT SELECT ON madoguchi.office_role, madoguchi.asked, madoguchi.seen TO madoguchi_auditor;
