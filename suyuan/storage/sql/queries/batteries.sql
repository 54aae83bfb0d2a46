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
-- Registers codes that stand alone, where they are new; gives those that were.
INSERT INTO code (code, top) SELECT unnest(%(codes)s::uuid[]), unnest(%(tops)s::uuid[]) ON CONFLICT (code) DO NOTHING
RETURNING code;

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
-- All that a trace asks, for who stands in the chain: sql/schema/0006_stories.sql.
SELECT * FROM story_around(%(code)s, %(name)s, %(known_at)s, %(until)s, %(reader)s, %(through)s::text::uuid[]);

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
