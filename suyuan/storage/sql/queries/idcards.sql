-- name: find_identity
-- The leaves of an identity and the specifications of its product: sql/schema/0013_identities.sql.
SELECT what, at, salt, commitment, fact, place, party_id
FROM identity_of(%(code)s, %(products)s::text::uuid[], %(specified)s::smallint);

-- name: find_card
-- The same together with the story round the code, in one round trip; rows of the first part have no place in the log's
-- columns (what IS NULL).
SELECT NULL::smallint, NULL::bytea, NULL::bytea, NULL::bigint, story.*
FROM story_around(%(code)s, %(name)s, %(known_at)s, %(until)s, %(reader)s, ARRAY[]::uuid[]) AS story
UNION ALL
SELECT what, salt, commitment, place, NULL, NULL, NULL, NULL, NULL, NULL, NULL, party_id, NULL, NULL, at, NULL, fact
FROM identity_of(%(code)s, %(products)s::text::uuid[], %(specified)s::smallint);

-- name: seen
-- Counts a look at a code that nobody registered; of new codes no more than so many.
INSERT INTO stranger (code, first_date, last_date, times)
SELECT %(code)s, %(day)s, %(day)s, 1 WHERE (SELECT count(*) FROM stranger) < %(most)s
    OR EXISTS (SELECT FROM stranger WHERE code = %(code)s)
ON CONFLICT (code) DO UPDATE SET last_date = excluded.last_date, times = stranger.times + 1;

-- name: strangers
-- Codes that were looked up since a day and that nobody has registered since, the most often sought first.
SELECT stranger.code, stranger.first_date, stranger.last_date, stranger.times FROM stranger
WHERE last_date >= %(since)s AND NOT EXISTS (SELECT FROM code WHERE code.code = stranger.code)
ORDER BY times DESC, last_date DESC, stranger.code LIMIT %(limit)s;

-- name: without_identity
-- Registered tops, from a key on, that have no identity: those that are packs get one at an upgrade.
SELECT code.code FROM code
WHERE code.code > %(after)s AND code.top = code.code
  AND NOT EXISTS (SELECT FROM leaf WHERE leaf.about = code.code AND leaf.kind = 3)
ORDER BY code.code LIMIT %(limit)s;
