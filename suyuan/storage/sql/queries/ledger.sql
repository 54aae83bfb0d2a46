-- name: alone
-- Waits until nobody else gives places, to the end of the transaction.
SELECT pg_advisory_xact_lock(hashtext('ledger'));

-- name: size
-- How many leaves have a place.
SELECT coalesce(max(place) + 1, 0) FROM leaf WHERE place IS NOT NULL;

-- name: place
-- Gives places to leaves that wait, the oldest first.
UPDATE leaf SET place = waiting.place
FROM (SELECT about, kind, queued_at,
             %(base)s::bigint + row_number() OVER (ORDER BY queued_at, about, kind) - 1 AS place
      FROM (SELECT about, kind, queued_at FROM leaf WHERE place IS NULL
            ORDER BY queued_at, about LIMIT %(most)s) AS oldest) AS waiting
WHERE (leaf.about, leaf.kind, leaf.queued_at) = (waiting.about, waiting.kind, waiting.queued_at);

-- name: span
-- What the entries of some places say.
SELECT kind, floor(extract(epoch FROM queued_at))::bigint, commitment FROM leaf
WHERE place >= %(low)s AND place < %(high)s ORDER BY place;

-- name: waiting
-- How many leaves wait for a place, and since when.
SELECT count(*), min(queued_at) FROM leaf WHERE place IS NULL;

-- name: find
-- The leaves about something, the earliest first.
SELECT kind, queued_at, salt, commitment, marks, fact, place FROM leaf
WHERE about = %(about)s AND kind = %(kind)s ORDER BY queued_at;

-- name: queue
-- A leaf that waits for its place.
INSERT INTO leaf (about, kind, queued_at, salt, commitment, fact)
VALUES (%(about)s, %(kind)s, %(at)s, %(salt)s, %(commitment)s, %(fact)s);

-- name: adopt
-- Entries of the public log, from a place on: where a leaf waits here, it gets the place that it has there.
UPDATE leaf SET place = there.place
FROM (SELECT commitment, %(first)s::bigint + ordinal - 1 AS place
      FROM unnest(%(commitments)s::bytea[]) WITH ORDINALITY AS given (commitment, ordinal)) AS there
WHERE leaf.place IS NULL AND leaf.commitment = there.commitment;

-- name: lose
-- The others of these entries, whose fact is not on file: each kept as a place with nothing behind it.
INSERT INTO leaf (about, kind, queued_at, salt, commitment, fact, place)
SELECT gen_random_uuid(), there.kind, there.at, '', there.commitment,
       'entry ' || there.place || ' of the public log, of kind ' || there.kind, there.place
FROM (SELECT commitment, kind, at, %(first)s::bigint + ordinal - 1 AS place
      FROM unnest(%(commitments)s::bytea[], %(kinds)s::smallint[], %(times)s::timestamptz[])
           WITH ORDINALITY AS given (commitment, kind, at, ordinal)) AS there
WHERE NOT EXISTS (SELECT FROM leaf WHERE leaf.place = there.place);

-- name: audit_alone
-- An audit reads in as many processes as there are cores: PostgreSQL's own helpers would only stand in their way.
SET LOCAL max_parallel_workers_per_gather TO 0;

-- name: audit_leaves
-- Leaves of some places with the envelopes of their filings, as the first part of the fact that was committed to
-- (domain.leaves.filing_fact); kind of the envelope's state: what the filing now is.
SELECT leaf.place, leaf.kind, uuid_send(leaf.about), floor(extract(epoch FROM leaf.queued_at))::bigint, leaf.salt,
       leaf.commitment, leaf.marks, leaf.fact, filing.state, uuid_send(filing.replaces),
       '{"accepted":' || filing.accepted || ',"agent":"' || coalesce(agent.uscc, '')
       || '","backfill":' || filing.backfill || ',"body_sha256":"' || encode(filing.body_hash, 'hex')
       || '","duty":"' || (%(duties)s::text[])[filing.duty]
       || '","filed_at":"' || to_char(filing.filed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')
       || '+00:00","lines":' || filing.lines || ',"party":"' || party.uscc || '","receipt":"',
       CASE WHEN leaf.kind = 1 THEN CASE WHEN leaf.queued_at <> filing.filed_at OR filing.rejected <> filing.lines - filing.accepted
                                     THEN 'moved' ELSE '' END
            ELSE to_char(leaf.queued_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') || '+00:00' END,
       filing.replaced_at, uuid_send(filing.replaced_by)
FROM leaf LEFT JOIN filing ON leaf.kind = 1 AND filing.filing = leaf.about
     LEFT JOIN party ON party.id = filing.party_id
     LEFT JOIN party AS agent ON agent.id = filing.agent_id
WHERE leaf.place >= %(low)s AND leaf.place < %(high)s;

-- name: audit_events
-- The rows of events of filings at some places, as the first part of what is marked (domain.leaves.event_mark); a row
-- that says it was recorded at another instant than its filing begins otherwise.
SELECT leaf.place, event.replaced_at,
       concat_ws(E'\t', CASE WHEN event.recorded_at = leaf.queued_at THEN 'event' ELSE 'moved event' END, event.line, event.kind, encode(uuid_send(event.subject), 'hex'),
                 encode(uuid_send(event.object), 'hex'), event.party_id, event.duty, event.happened_date,
                 coalesce(event.counterparty, ''), ''),
       event.body::text
FROM leaf JOIN event ON event.filing = leaf.about
WHERE leaf.kind = 1 AND leaf.place >= %(low)s AND leaf.place < %(high)s;

-- name: audit_trees
-- The trees of filings at some places.
SELECT leaf.place, tree.replaced_at, uuid_send(tree.top), tree.party_id,
       CASE WHEN tree.recorded_at = leaf.queued_at THEN tree.manifest ELSE 'moved ' || tree.manifest END
FROM leaf JOIN tree ON tree.filing = leaf.about
WHERE leaf.kind = 1 AND leaf.place >= %(low)s AND leaf.place < %(high)s;

-- name: audit_steps
-- The steps of cases and inspections with the facts that were committed to: (leaf's place, kind, fact, number, step's
-- place, step, leaf, account, at, body). A step without a leaf has no fact.
WITH steps AS (
    SELECT 4 AS kind, case_no AS number, place, step, leaf, account_id, at, body
    FROM case_act JOIN case_file ON case_file.id = case_act.case_id
    UNION ALL
    SELECT 5, about, place, step, leaf, account_id, at, body FROM inspection_act)
SELECT coalesce(leaf.place, -1), steps.kind, leaf.fact, steps.number, steps.place, steps.step, steps.leaf,
       steps.account_id, steps.at, steps.body
FROM steps LEFT JOIN leaf ON leaf.kind = steps.kind AND leaf.about = steps.leaf
ORDER BY 1, 2, 4, 5;

-- name: audit_strangers
-- What stands on file and is covered by no leaf, or was ended without one, or is gone: (what, whose). Filings without a
-- leaf are found in the indexes alone, and only then is each asked whether it was refused.
WITH bare AS MATERIALIZED (
         SELECT filing FROM filing WHERE NOT EXISTS (SELECT FROM leaf WHERE kind = 1 AND about = filing.filing)),
     step AS MATERIALIZED (SELECT about, kind FROM leaf WHERE kind IN (4, 5) AND salt <> '')
SELECT 'step of a case is gone', uuid_send(about) FROM step
WHERE kind = 4 AND NOT EXISTS (SELECT FROM case_act WHERE case_act.leaf = step.about)
UNION ALL
SELECT 'step of an inspection is gone', uuid_send(about) FROM step
WHERE kind = 5 AND NOT EXISTS (SELECT FROM inspection_act WHERE inspection_act.leaf = step.about)
UNION ALL
SELECT 'filing without a leaf', uuid_send(filing) FROM bare JOIN filing USING (filing) WHERE state <> 'refused'
UNION ALL
SELECT 'cancelled without a leaf', uuid_send(filing) FROM filing
WHERE state = 'cancelled' AND NOT EXISTS (SELECT FROM leaf WHERE kind = 2 AND about = filing.filing)
UNION ALL
SELECT 'event without a leaf', uuid_send(filing) FROM event
WHERE NOT EXISTS (SELECT FROM leaf WHERE kind = 1 AND about = event.filing)
UNION ALL
SELECT 'tree without a leaf', uuid_send(filing) FROM tree
WHERE NOT EXISTS (SELECT FROM leaf WHERE kind = 1 AND about = tree.filing)
LIMIT 1000;
