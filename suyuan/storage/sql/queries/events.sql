-- name: find_story
-- What happened to some subjects and to whatever their events name, for who stands in the chain: 0006_stories.sql.
SELECT * FROM story_of(%(subjects)s::text::uuid[], %(known_at)s, %(until)s, %(with_objects)s, %(reader)s, %(through)s::text::uuid[]);

-- name: find_same
-- What is on file about some subjects under one duty: to tell a repetition from a contradiction.
SELECT subject, object, party_id, filing, happened_date, kind, body
FROM event
WHERE subject = ANY(%(subjects)s) AND duty = %(duty)s AND replaced_at IS NULL;

-- name: find_fittings
-- Where some batteries are fitted or were removed, as far as now on file.
SELECT subject, object, party_id, filing, happened_date, kind
FROM event
WHERE subject = ANY(%(subjects)s) AND kind = ANY(%(kinds)s) AND replaced_at IS NULL
ORDER BY happened_date, recorded_at;

-- name: find_known
-- Those of some subjects about which anything is on file.
SELECT DISTINCT subject FROM event WHERE subject = ANY(%(subjects)s) AND replaced_at IS NULL;

-- name: find_vehicle_filers
-- The party that filed the certificate of some vehicles, the earliest first.
SELECT subject, party_id FROM event
WHERE subject = ANY(%(subjects)s) AND duty = %(duty)s AND replaced_at IS NULL
ORDER BY recorded_at;

-- name: replace_events
-- Ends the validity of a filing's events.
UPDATE event SET replaced_at = %(at)s WHERE filing = %(filing)s AND replaced_at IS NULL;

-- name: find_filed_about
-- What a party filed about, each subject at the latest filing that speaks of it; from a place on, the latest first.
-- Sorted before it is asked whether a later filing speaks of it: that is then asked for one page, not for a whole filing.
SELECT named.filing, named.subject FROM (
    SELECT filing.filing, event.subject, event.party_id FROM filing JOIN event ON event.filing = filing.filing
    WHERE filing.party_id = %(party_id)s AND filing.state = 'accepted' AND event.replaced_at IS NULL
      AND event.subject < '80000000-0000-0000-0000-000000000000'
      AND (%(duties)s::smallint[] IS NULL OR event.duty = ANY(%(duties)s::smallint[]))
      AND filing.filing <= %(filing)s::uuid AND (filing.filing, event.subject) < (%(filing)s::uuid, %(subject)s::uuid)
    GROUP BY filing.filing, event.subject, event.party_id
    ORDER BY filing.filing DESC, event.subject DESC OFFSET 0
) AS named
WHERE NOT EXISTS (
    SELECT FROM event AS later
    WHERE later.subject = named.subject AND later.party_id = named.party_id AND later.filing > named.filing
      AND later.replaced_at IS NULL
      AND (%(duties)s::smallint[] IS NULL OR later.duty = ANY(%(duties)s::smallint[])))
ORDER BY named.filing DESC, named.subject DESC LIMIT %(limit)s;

-- name: find_ends
-- Which subjects a filing ended: (subject, kind, whether the words stand there).
SELECT subject, kind, body IS NOT NULL FROM event
WHERE filing = %(filing)s AND kind = ANY(%(kinds)s::smallint[]) AND replaced_at IS NULL;
