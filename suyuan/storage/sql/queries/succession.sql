-- name: find_after
-- Every takeover on the lines that lead on from a party.
WITH RECURSIVE heir(id) AS (
    SELECT %(party_id)s::int
    UNION SELECT successor_id FROM succession JOIN heir ON succession.party_id = heir.id)
SELECT succession.party_id, successor_id, from_date, duties, prefixes, coalesce(detail -> 'ends' = 'true', false)
FROM succession JOIN party_change ON party_change.id = succession.change_id WHERE succession.party_id IN (SELECT id FROM heir)
ORDER BY from_date, succession.id;

-- name: find_before
-- Every takeover of those whose lines lead to a party, sideways branches included: what went elsewhere did not come here.
WITH RECURSIVE before(id) AS (
    SELECT %(party_id)s::int
    UNION SELECT succession.party_id FROM succession JOIN before ON succession.successor_id = before.id)
SELECT succession.party_id, successor_id, from_date, duties, prefixes, coalesce(detail -> 'ends' = 'true', false)
FROM succession JOIN party_change ON party_change.id = succession.change_id WHERE succession.party_id IN (SELECT id FROM before)
ORDER BY from_date, succession.id;

-- name: lock
-- One succession at a time; readers are not held up.
SELECT pg_advisory_xact_lock(hashtext('succession'));

-- name: find_every
-- Every takeover: who handed over, to whom, from when, which duties and prefixes (NULL = all), and whether it ended with it.
SELECT succession.party_id, successor_id, from_date, duties, prefixes, coalesce(detail -> 'ends' = 'true', false)
FROM succession JOIN party_change ON party_change.id = succession.change_id;
