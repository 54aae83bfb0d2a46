-- name: alone
-- Waits until nobody else examines, to the end of the transaction.
SELECT pg_advisory_xact_lock(hashtext('examine'));

-- name: alone_now
-- The same without waiting: whether nobody else does.
SELECT pg_try_advisory_xact_lock(hashtext('examine'));

-- name: take_filings
-- The filings that wait for examination, the oldest first: as many as have so many lines together, and one at least.
SELECT filing, sign FROM (
    SELECT first.filing, first.sign,
           sum(filing.accepted) OVER (ORDER BY first.queued_at, first.filing, first.sign) - filing.accepted AS before
    FROM (SELECT filing, sign, queued_at FROM unexamined ORDER BY queued_at, filing LIMIT %(limit)s) AS first
    JOIN filing ON filing.filing = first.filing
) AS counted WHERE before < %(lines)s;

-- name: take_these
-- Some filings of those that wait.
SELECT filing, sign FROM unexamined WHERE filing = ANY(%(filings)s::uuid[]);

-- name: done
-- Strikes filings off.
DELETE FROM unexamined USING unnest(%(filings)s::uuid[], %(signs)s::smallint[]) AS seen (filing, sign)
WHERE unexamined.filing = seen.filing AND unexamined.sign = seen.sign;

-- name: count_waiting
-- Whether any filing waits.
SELECT EXISTS (SELECT FROM unexamined);

-- name: contested_by
-- The codes on whose place some filings contradict another.
SELECT DISTINCT code FROM contest WHERE filing = ANY(%(filings)s::uuid[]);

-- name: due
-- Subjects whose day has come.
SELECT subject FROM watch WHERE look_date <= %(today)s ORDER BY look_date, subject LIMIT %(limit)s;

-- name: facts
-- What is on file about some subjects.
SELECT subject, filing, line, kind, object, party_id, duty, happened_date, recorded_at, counterparty, body::text
FROM event WHERE subject = ANY(%(subjects)s::uuid[]) AND replaced_at IS NULL;

-- name: transfers
-- Both sides of some transfers, by their numbers.
SELECT subject, filing, line, kind, object, party_id, duty, happened_date, recorded_at, counterparty, body::text
FROM event
WHERE kind IN (9, 10, 11) AND replaced_at IS NULL AND (body ->> 'transfer_no') IS NOT NULL
  AND (body ->> 'transfer_no') = ANY(%(numbers)s::text[]);

-- name: columns
-- Events as bytes side by side, big-endian, field for field as domain.custody.alike.EVENT; ended by a condition on event.
SELECT string_agg(
    uuid_send(event.subject) || uuid_send(event.object) || uuid_send(event.filing) || int2send(event.kind)
    || int4send(event.party_id) || int2send(event.duty) || int4send(event.happened_date - DATE '2000-01-01')
    || int4send(CASE WHEN coalesce(event.counterparty, '') = '' THEN 0 ELSE coalesce(party.id, -1) END)
    || int8send(CASE WHEN event.kind NOT IN (9, 10, 11) OR coalesce(event.body ->> 'mass_kg', '') = '' THEN -1
                     WHEN event.body ->> 'mass_kg' ~ '^[0-9]{1,9}(\.[0-9]+)?$'
                     THEN trunc((event.body ->> 'mass_kg')::numeric * 1000)::bigint ELSE -2 END)
    || int8send(CASE WHEN event.kind NOT IN (9, 10, 11) OR coalesce(event.body ->> 'transfer_no', '') = '' THEN 0
                     ELSE hashtextextended(event.body ->> 'transfer_no', 0) END)
    || int2send((CASE WHEN event.body IS NULL THEN 0 ELSE 4 END
               + CASE WHEN event.kind IN (9, 10, 11) AND coalesce(event.body ->> 'use', '') <> '' THEN 1 ELSE 0 END
               + CASE WHEN event.kind NOT IN (9, 10, 11)
                       AND lower(btrim(event.body ->> 'swap_mode')) IN ('yes', 'true', '是', 'y') THEN 2 ELSE 0 END)::smallint),
    '') FROM event LEFT JOIN party ON party.uscc = event.counterparty

-- name: transfers_of
-- The transfers in which some batteries moved: their number, which of these batteries, whether both sides are on file
-- and do not list or weigh the same (or did not), whether a label among them could not be read.
WITH own AS (
    SELECT body ->> 'transfer_no' AS number, array_agg(DISTINCT subject) AS subjects FROM event
    WHERE subject = ANY(%(subjects)s::uuid[]) AND kind IN (9, 10, 11) AND replaced_at IS NULL
      AND coalesce(body ->> 'transfer_no', '') <> '' GROUP BY 1),
line AS (
    SELECT body ->> 'transfer_no' AS number, subject, bool_or(kind = 9) AS sent, bool_or(kind <> 9) AS come,
           sum(mass) FILTER (WHERE kind = 9) AS out_mass, sum(mass) FILTER (WHERE kind <> 9) AS into_mass
    FROM event, LATERAL (SELECT CASE WHEN body ->> 'mass_kg' ~ '^[0-9]{1,9}(\.[0-9]+)?$'
                                     THEN (body ->> 'mass_kg')::numeric * 1000 END AS mass) AS weighed
    WHERE kind IN (9, 10, 11) AND replaced_at IS NULL AND (body ->> 'transfer_no') IS NOT NULL
      AND (body ->> 'transfer_no') = ANY(ARRAY(SELECT number FROM own)) GROUP BY 1, 2)
SELECT own.number, own.subjects,
       bool_or(sent) AND bool_or(come) AND NOT bool_and(sent AND come)
       OR abs(sum(out_mass) - sum(into_mass)) * 100
          > greatest(greatest(sum(out_mass), sum(into_mass)) * %(percent)s, %(least_g)s * 100)
       OR EXISTS (SELECT FROM finding WHERE kind IN ('code_set_mismatch', 'mass_mismatch') AND subject_id = own.number),
       max(line.subject::text) >= '8'
FROM own JOIN line USING (number) GROUP BY own.number, own.subjects;

-- name: contests
-- Claims of other filings on the place of some codes.
SELECT contest.code, contest.top, contest.filing FROM contest
JOIN tree ON tree.top = contest.top AND tree.filing = contest.filing
WHERE contest.code = ANY(%(codes)s::uuid[]) AND tree.replaced_at IS NULL;

-- name: standings
-- Every party with what it may do, whether it has ended or not.
SELECT id, uscc, ARRAY(SELECT role FROM party_role WHERE party_id = party.id),
       EXISTS (SELECT FROM partnership WHERE repairer_id = party.id AND confirmed_at IS NOT NULL AND ended_at IS NULL)
FROM party;

-- name: permits
-- Every accepted permit.
SELECT party_id, id, kind, number, valid_from, valid_to, revoked_date FROM permit WHERE state = 'accepted';

-- name: takeovers
-- Who took over all of another party, and from which day.
SELECT gone.uscc, heir.uscc, succession.from_date FROM succession
JOIN party AS gone ON gone.id = succession.party_id JOIN party AS heir ON heir.id = succession.successor_id
WHERE succession.duties IS NULL AND NOT EXISTS (SELECT FROM maker_prefix WHERE maker_prefix.party_id = gone.id);

-- name: findings_about
-- The findings on file about some subjects.
SELECT id, kind, subject_id, cause, parties, evidence::text, state FROM finding
WHERE subject_id = ANY(%(subjects)s::text[]) AND kind = ANY(%(kinds)s::text[]);

-- name: findings_of_kind
-- The findings of some kinds on file that still stand.
SELECT id, kind, subject_id, cause, parties, evidence::text, state FROM finding
WHERE kind = ANY(%(kinds)s::text[]) AND state <> 'closed';

-- name: open_findings
-- Enters findings, or gives those on file their present evidence; what was closed and is true again is open again.
INSERT INTO finding (id, kind, subject_kind, subject_id, cause, parties, evidence, article, state, found_at, owner_id,
                     due_date, closed_at, closed_by)
SELECT id, kind, subject_kind, subject_id, cause, parties, evidence::jsonb, article, state, found_at, owner_id, due_date,
       closed_at, closed_by
FROM json_to_recordset(%(rows)s::json) AS new (
    id uuid, kind text, subject_kind text, subject_id text, cause text, parties int[], evidence text, article text,
    state text, found_at timestamptz, owner_id int, due_date date, closed_at timestamptz, closed_by text)
ON CONFLICT (kind, subject_id, cause) DO UPDATE
SET parties = excluded.parties, evidence = excluded.evidence, closed_at = excluded.closed_at, closed_by = excluded.closed_by,
    state = CASE WHEN finding.state = 'closed' OR excluded.state = 'closed' THEN excluded.state ELSE finding.state END;

-- name: close_findings
-- Closes what later papers explain; what an official has taken up stays with the official.
UPDATE finding SET state = 'closed', closed_at = %(at)s, closed_by = new.by
FROM unnest(%(ids)s::uuid[], %(by)s::text[]) AS new (id, by)
WHERE finding.id = new.id AND finding.state IN ('open', 'explained', 'confirmed');

-- name: watch
-- Sets the day on which to look at some subjects again.
INSERT INTO watch (subject, look_date)
SELECT unnest(%(subjects)s::uuid[]), unnest(%(days)s::date[])
ON CONFLICT (subject) DO UPDATE SET look_date = excluded.look_date;

-- name: watch_sooner
-- The same, unless an earlier day is set.
INSERT INTO watch AS kept (subject, look_date)
SELECT unnest(%(subjects)s::uuid[]), unnest(%(days)s::date[])
ON CONFLICT (subject) DO UPDATE SET look_date = least(kept.look_date, excluded.look_date);

-- name: unwatch
-- Looks at some subjects no more, until a filing speaks of them.
DELETE FROM watch WHERE subject = ANY(%(subjects)s::uuid[]);

-- name: met_by
-- Clocks that some filings met too late, or that had been found to be late.
SELECT obligation.party_id, duty, subject_kind, subject_id, cause_date, due_date, met_date, met_filing
FROM obligation WHERE met_filing = ANY(%(filings)s::uuid[]) AND due_date IS NOT NULL
  AND (met_date > due_date OR EXISTS (SELECT FROM finding WHERE kind = 'late' AND finding.subject_id = obligation.subject_id));

-- name: overdue
-- Clocks that ran out unmet between two days (the second is not past yet).
SELECT party_id, duty, subject_kind, subject_id, cause_date, due_date, met_date, opened_filing
FROM obligation WHERE met_date IS NULL AND due_date >= %(since)s AND due_date < %(today)s;

-- name: overdue_opened
-- Clocks that some filings opened and that have run out unmet already.
SELECT party_id, duty, subject_kind, subject_id, cause_date, due_date, met_date, opened_filing
FROM obligation WHERE opened_filing = ANY(%(filings)s::uuid[]) AND met_date IS NULL AND due_date < %(today)s;

-- name: clocks
-- All clocks of some parties about some subjects that have a due day.
SELECT party_id, duty, subject_kind, subject_id, cause_date, due_date, met_date, opened_filing
FROM obligation WHERE party_id = ANY(%(parties)s::int[]) AND duty = ANY(%(duties)s::smallint[])
  AND subject = ANY(%(subjects)s::uuid[]) AND due_date IS NOT NULL;

-- name: overdue_of
-- All clocks of some parties that ran out unmet.
SELECT party_id, duty, subject_kind, subject_id, cause_date, due_date, met_date, opened_filing
FROM obligation WHERE party_id = ANY(%(parties)s::int[]) AND met_date IS NULL AND due_date < %(today)s;

-- name: meet_across
-- Meets the clock of one name of a hand-over by the filing that has the other name: a label could not be read.
UPDATE obligation SET met_date = new.met, met_filing = new.filing, before_duty = obligation.duty,
       before_opened = obligation.opened_date, before_due = obligation.due_date
FROM (SELECT unnest(%(parties)s::int[]) AS party_id, unnest(%(subjects)s::uuid[]) AS subject, unnest(%(met)s::date[]) AS met,
             unnest(%(filings)s::uuid[]) AS filing) AS new
WHERE obligation.party_id = new.party_id AND obligation.subject = new.subject AND obligation.met_date IS NULL
RETURNING obligation.party_id, obligation.duty, subject_kind, subject_id, cause_date, due_date, met_date, met_filing;

-- name: clear_handovers
-- Forgets the hand-overs of some batteries, to be entered anew.
DELETE FROM handover WHERE subject = ANY(%(subjects)s::uuid[]);

-- name: whole_handovers
-- Both filings of the hand-overs of some batteries that are told by both sides.
SELECT subject, out_filing, into_filing FROM handover
WHERE subject = ANY(%(subjects)s::uuid[]) AND out_filing IS NOT NULL AND into_filing IS NOT NULL;

-- name: enter_handovers
-- Enters hand-overs as they stand.
INSERT INTO handover (subject, ordinal, state, sender, receiver, sender_id, receiver_id, out_duty, into_duty, out_filing,
                      into_filing, out_date, into_date, out_mass_g, into_mass_g, refused, transfer_no, due_date)
SELECT subject, ordinal, state, sender, receiver, sender_id, receiver_id, out_duty, into_duty, out_filing, into_filing,
       out_date, into_date, out_mass_g, into_mass_g, refused, transfer_no, due_date
FROM json_to_recordset(%(rows)s::json) AS new (
    subject uuid, ordinal smallint, state text, sender text, receiver text, sender_id int, receiver_id int,
    out_duty smallint, into_duty smallint, out_filing uuid, into_filing uuid, out_date date, into_date date,
    out_mass_g bigint, into_mass_g bigint, refused boolean, transfer_no text, due_date date);

-- name: enter_alike
-- Enters the hand-overs of lives that are alike: what they share stands in a pattern.
INSERT INTO handover (subject, ordinal, state, sender, receiver, sender_id, receiver_id, out_duty, into_duty, out_filing,
                      into_filing, out_date, into_date, out_mass_g, into_mass_g, refused, transfer_no, due_date)
SELECT member.subject, ordinal, state, sender, receiver, sender_id, receiver_id, out_duty, into_duty,
       CASE WHEN out_date IS NOT NULL THEN member.out_filing END, CASE WHEN into_date IS NOT NULL THEN member.into_filing END,
       out_date, into_date, CASE WHEN out_date IS NOT NULL AND member.out_mass >= 0 THEN member.out_mass END,
       CASE WHEN into_date IS NOT NULL AND member.into_mass >= 0 THEN member.into_mass END, refused,
       CASE WHEN member.numbered = 0 THEN '' ELSE coalesce((
           SELECT btrim(event.body ->> 'transfer_no') FROM event
           WHERE event.subject = member.subject AND event.replaced_at IS NULL
             AND (event.kind = 9 AND out_date IS NOT NULL OR event.kind IN (10, 11) AND into_date IS NOT NULL)
             AND coalesce(event.body ->> 'transfer_no', '') <> '' ORDER BY event.kind LIMIT 1), '') END,
       due_date
FROM unnest(%(subjects)s::uuid[], %(patterns)s::int[], %(out_filings)s::uuid[], %(into_filings)s::uuid[],
            %(out_masses)s::bigint[], %(into_masses)s::bigint[], %(numbered)s::int[])
     AS member (subject, pattern, out_filing, into_filing, out_mass, into_mass, numbered)
JOIN json_to_recordset(%(rows)s::json) AS shared (
    pattern int, ordinal smallint, state text, sender text, receiver text, sender_id int, receiver_id int,
    out_duty smallint, into_duty smallint, out_date date, into_date date, refused boolean, due_date date) USING (pattern);

-- name: said_by
-- What some filings say, whether they still stand or not.
SELECT subject, filing, line, kind, object, party_id, duty, happened_date, recorded_at, counterparty, body::text
FROM event WHERE filing = ANY(%(filings)s::uuid[]);

-- name: with_findings
-- Those of some subjects that findings are on file about.
SELECT DISTINCT subject_id FROM finding WHERE subject_id = ANY(%(subjects)s::text[]);

-- name: add_tally
-- Adds sums up.
INSERT INTO tally AS kept (party_id, duty, kind, month, counterparty, product, number, mass_g, unweighed)
SELECT party_id, duty, kind, month, counterparty, product, number, mass_g, unweighed
FROM json_to_recordset(%(rows)s::json) AS new (
    party_id int, duty smallint, kind smallint, month date, counterparty text, product text, number bigint,
    mass_g bigint, unweighed bigint)
ON CONFLICT (party_id, duty, kind, month, counterparty, product)
DO UPDATE SET number = kept.number + excluded.number, mass_g = kept.mass_g + excluded.mass_g,
              unweighed = kept.unweighed + excluded.unweighed;

-- name: tallied
-- Sums of some kinds of events, of some parties or of all.
SELECT party_id, duty, kind, month, counterparty, product, number, mass_g, unweighed FROM tally
WHERE kind = ANY(%(kinds)s::smallint[]) AND (%(parties)s::int[] IS NULL OR party_id = ANY(%(parties)s::int[]));

-- name: takers_of
-- The parties that took in products whose codes begin so.
SELECT DISTINCT party_id FROM tally WHERE kind = 10 AND left(product, 3) = ANY(%(prefixes)s::text[]);

-- name: flow_sums
-- Sums by filer, event and counterparty over some months; of what recyclers ship not by element.
SELECT party_id, kind, counterparty, sum(number)::bigint, sum(mass_g)::bigint FROM tally
WHERE month BETWEEN %(since)s AND %(until)s AND (kind <> 14 OR product = '')
GROUP BY party_id, kind, counterparty HAVING sum(number) <> 0;

-- name: flow_sums_of_many
-- The same of all parties in divisions that match.
SELECT party_id, kind, counterparty, sum(number)::bigint, sum(mass_g)::bigint
FROM tally JOIN party ON party.id = tally.party_id AND party.region_code LIKE %(pattern)s
WHERE month BETWEEN %(since)s AND %(until)s AND (kind <> 14 OR product = '')
GROUP BY party_id, kind, counterparty HAVING sum(number) <> 0;

-- name: first_words
-- The codes that some parties were the only ones to name, as new in a replacement since a day.
SELECT event.party_id, event.subject, event.happened_date, event.filing FROM event
WHERE event.filing IN (SELECT filing FROM filing WHERE party_id = ANY(%(parties)s::int[]) AND state = 'accepted')
  AND event.kind = %(fitted)s AND event.replaced_at IS NULL AND event.happened_date >= %(since)s
  AND event.object >= '00000000-0000-0000-0000-000000000000'
  AND NOT EXISTS (SELECT FROM event AS other WHERE other.subject = event.subject AND other.party_id <> event.party_id
                  AND other.replaced_at IS NULL);

-- name: last_filing
-- The latest standing filing of a party under one duty.
SELECT filing FROM filing WHERE party_id = %(party_id)s AND duty = %(duty)s AND state = 'accepted'
ORDER BY filed_at DESC, filing DESC LIMIT 1;
