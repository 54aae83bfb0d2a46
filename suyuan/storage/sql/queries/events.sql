-- name: find_events
-- What happened to some subjects, as known at an instant, in the order of happening. Keys travel as bytes.
SELECT uuid_send(event.subject), uuid_send(event.filing), event.line, event.kind, uuid_send(event.object),
       event.party_id, event.duty, event.happened_date, event.recorded_at, event.counterparty, event.body::text
FROM event
WHERE event.subject = ANY(%(subjects)s)
  AND event.recorded_at <= %(known_at)s AND (event.replaced_at IS NULL OR event.replaced_at > %(known_at)s)
  AND event.happened_date <= %(until)s
ORDER BY event.happened_date, event.recorded_at, event.filing, event.line;

-- name: find_life
-- What happened to some subjects and to whatever their events name (the vehicle that they were in).
WITH own AS MATERIALIZED (
    SELECT event.subject, event.filing, event.line, event.kind, event.object, event.party_id, event.duty,
           event.happened_date, event.recorded_at, event.counterparty, event.body
    FROM event
    WHERE event.subject = ANY(%(subjects)s)
      AND event.recorded_at <= %(known_at)s AND (event.replaced_at IS NULL OR event.replaced_at > %(known_at)s)
      AND event.happened_date <= %(until)s
)
SELECT uuid_send(subject), uuid_send(filing) AS filing, line, kind, uuid_send(object), party_id, duty, happened_date,
       recorded_at, counterparty, body::text
FROM own
UNION ALL
SELECT uuid_send(event.subject), uuid_send(event.filing), event.line, event.kind, uuid_send(event.object),
       event.party_id, event.duty, event.happened_date, event.recorded_at, event.counterparty, event.body::text
FROM event
WHERE event.subject = ANY(ARRAY(SELECT object FROM own)) AND event.subject <> ALL(%(subjects)s)
  AND event.recorded_at <= %(known_at)s AND (event.replaced_at IS NULL OR event.replaced_at > %(known_at)s)
  AND event.happened_date <= %(until)s
ORDER BY happened_date, recorded_at, filing, line;

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
