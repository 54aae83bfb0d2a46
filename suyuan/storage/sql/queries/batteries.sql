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

-- name: find_trees
-- The trees filed under some tops, the earliest first.
SELECT top, filing, party_id, recorded_at, replaced_at, manifest FROM tree
WHERE top = ANY(%(tops)s) ORDER BY top, recorded_at, filing;

-- name: find_trees_of_filing
-- The trees that one filing wrote.
SELECT top, manifest FROM tree WHERE filing = %(filing)s AND replaced_at IS NULL;

-- name: replace_trees
-- Ends the validity of a filing's trees.
UPDATE tree SET replaced_at = %(at)s WHERE filing = %(filing)s AND replaced_at IS NULL;

-- name: release_codes
-- Takes back registrations under a top.
DELETE FROM code WHERE code = ANY(%(codes)s) AND top = ANY(%(tops)s);

-- name: drop_contests
-- Takes back a filing's claims on codes that stand under another top.
DELETE FROM contest WHERE filing = %(filing)s;

-- name: find_contests
-- Later claims on some codes.
SELECT code, filing, top FROM contest WHERE code = ANY(%(codes)s);
