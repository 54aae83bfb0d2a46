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

-- name: stirring
-- Those of some subjects of which more is on file than that they were made, fitted into one vehicle (or hold one
-- battery), and that the vehicle was sold.
SELECT subject FROM event WHERE subject = ANY(%(subjects)s::uuid[]) AND replaced_at IS NULL
GROUP BY subject
HAVING bool_or(kind <> ALL(%(still)s::smallint[])) OR count(DISTINCT object) FILTER (WHERE kind = %(fitted)s) > 1;

-- name: transfers
-- Both sides of some transfers, by their numbers.
SELECT subject, filing, line, kind, object, party_id, duty, happened_date, recorded_at, counterparty, body::text
FROM event
WHERE kind IN (9, 10, 11) AND replaced_at IS NULL AND (body ->> 'transfer_no') IS NOT NULL
  AND (body ->> 'transfer_no') = ANY(%(numbers)s::text[]);

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
WHERE succession.duties IS NULL AND succession.prefixes IS NULL;

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
-- Clocks that some filings met.
SELECT obligation.party_id, duty, subject_kind, subject_id, cause_date, due_date, met_date, met_filing
FROM obligation WHERE met_filing = ANY(%(filings)s::uuid[]) AND due_date IS NOT NULL;

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

-- name: said_by
-- What some filings say, whether they still stand or not.
SELECT subject, filing, line, kind, object, party_id, duty, happened_date, recorded_at, counterparty, body::text
FROM event WHERE filing = ANY(%(filings)s::uuid[]);

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

-- name: flow_sums
-- Sums by filer, event and counterparty over some months; of what recyclers ship not by element.
SELECT party_id, kind, counterparty, sum(number)::bigint, sum(mass_g)::bigint FROM tally
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
