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

-- name: find_recent_subjects
-- The batteries that a party filed about last.
SELECT subject, max(filing::text)::uuid AS filing FROM (
    SELECT event.subject, event.filing FROM filing
    JOIN event ON event.filing = filing.filing
    WHERE filing.party_id = %(party_id)s AND filing.state = 'accepted' AND event.replaced_at IS NULL
      AND event.subject < '80000000-0000-0000-0000-000000000000'
    ORDER BY filing.filing DESC LIMIT 4000
) AS recent GROUP BY subject ORDER BY 2 DESC, 1 LIMIT %(limit)s;
