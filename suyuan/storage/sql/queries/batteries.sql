-- name: find_codes
-- The tops of those codes that are registered.
SELECT code, top FROM code WHERE code = ANY(%(codes)s);

-- name: find_tops_of_many
-- The same for a long list that was copied into wanted_code.
SELECT code.code, code.top FROM code JOIN wanted_code USING (code);

-- name: make_wanted
-- A table of keys to join with, gone at the end of the transaction.
CREATE TEMPORARY TABLE wanted_code (code uuid NOT NULL, top uuid NOT NULL) ON COMMIT DROP;

-- name: register_codes
-- Registers codes that stand alone, where they are new.
INSERT INTO code (code, top) SELECT unnest(%(codes)s::uuid[]), unnest(%(tops)s::uuid[]) ON CONFLICT (code) DO NOTHING;

-- name: adopt_codes
-- Places codes that stood alone under a top that a filing now names.
UPDATE code SET top = new.top
FROM (SELECT unnest(%(codes)s::uuid[]) AS code, unnest(%(tops)s::uuid[]) AS top) AS new
WHERE code.code = new.code;

-- name: contest_codes
-- Keeps claims on codes that stand under another top.
INSERT INTO contest (code, filing, top)
SELECT unnest(%(codes)s::uuid[]), unnest(%(filings)s::uuid[]), unnest(%(tops)s::uuid[]);

-- name: find_trees
-- The trees filed under some tops, the earliest first.
SELECT top, filing, party_id, recorded_at, replaced_at, manifest FROM tree
WHERE top = ANY(%(tops)s) ORDER BY top, recorded_at, filing;

-- name: find_around
-- All that a trace asks, in one round: the trees under the top of a code (with whether anything was found about the
-- code itself), then what happened to the code, to the modules and the top of its trees, and to whatever these events
-- name (the vehicle). Rows of trees have a manifest, rows of events do not; in no order, which the few rows can be put
-- into for less than the plan of a sort costs.
WITH here AS MATERIALIZED (
    SELECT tree.top, tree.filing, tree.recorded_at, tree.manifest, tree.modules
    FROM code JOIN tree ON tree.top = code.top
    WHERE code.code = %(code)s
      AND tree.recorded_at <= %(known_at)s AND (tree.replaced_at IS NULL OR tree.replaced_at > %(known_at)s)
), own AS MATERIALIZED (
    SELECT event.subject, event.filing, event.line, event.kind, event.object, event.party_id, event.duty,
           event.happened_date, event.recorded_at, event.counterparty, event.body
    FROM event
    WHERE event.subject = ANY(ARRAY(SELECT unnest(modules || top) FROM here) || %(code)s)
      AND event.recorded_at <= %(known_at)s AND (event.replaced_at IS NULL OR event.replaced_at > %(known_at)s)
      AND event.happened_date <= %(until)s
)
SELECT manifest, EXISTS (SELECT FROM finding WHERE finding.subject_id = %(name)s) AS alarmed,
       NULL::uuid AS subject, filing, NULL::integer AS line, NULL::smallint AS kind, NULL::uuid AS object,
       NULL::integer AS party_id, NULL::smallint AS duty, NULL::date AS happened_date, recorded_at,
       NULL::text AS counterparty, NULL::text AS body
FROM here
UNION ALL
SELECT NULL, NULL, subject, filing, line, kind, object, party_id, duty, happened_date, recorded_at, counterparty,
       body::text
FROM own
UNION ALL
SELECT NULL, NULL, subject, filing, line, kind, object, party_id, duty, happened_date, recorded_at, counterparty,
       body::text
FROM event
WHERE event.subject = ANY(ARRAY(SELECT object FROM own)) AND event.subject <> ALL(ARRAY(SELECT subject FROM own))
  AND event.recorded_at <= %(known_at)s AND (event.replaced_at IS NULL OR event.replaced_at > %(known_at)s)
  AND event.happened_date <= %(until)s;

-- name: find_trees_of_filing
-- The trees that one filing wrote.
SELECT top, manifest FROM tree WHERE filing = %(filing)s AND replaced_at IS NULL;

-- name: replace_trees
-- Ends the validity of a filing's trees.
UPDATE tree SET replaced_at = %(at)s WHERE filing = %(filing)s AND replaced_at IS NULL;

-- name: settle_contests
-- Places codes, whose tree was taken back, under the earliest top that somebody else claims for them.
WITH claim AS (
    SELECT DISTINCT ON (contest.code) contest.code, contest.filing, contest.top
    FROM contest JOIN tree ON tree.top = contest.top AND tree.filing = contest.filing
    WHERE contest.code = ANY(%(codes)s) AND tree.replaced_at IS NULL
    ORDER BY contest.code, tree.recorded_at, tree.filing
), settled AS (
    DELETE FROM contest USING claim WHERE contest.code = claim.code AND contest.filing = claim.filing
)
UPDATE code SET top = claim.top FROM claim WHERE code.code = claim.code AND code.top = ANY(%(tops)s);

-- name: drop_contests
-- Takes back a filing's claims on codes that stand under another top.
DELETE FROM contest WHERE filing = %(filing)s;

-- name: find_contests
-- Later claims on some codes.
SELECT code, filing, top FROM contest WHERE code = ANY(%(codes)s);
