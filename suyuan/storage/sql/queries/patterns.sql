-- name: wake
-- Has some products and days looked at.
INSERT INTO rhythm AS kept (stem, look_date) SELECT unnest(%(stems)s::uuid[]), %(day)s
ON CONFLICT (stem) DO UPDATE SET look_date = least(kept.look_date, excluded.look_date);

-- name: wake_known
-- The same of those of which a code is known that its maker never filed.
UPDATE rhythm SET look_date = least(look_date, %(day)s) WHERE stem = ANY(%(stems)s::uuid[]);

-- name: waking
-- Products and days that are to be looked at.
SELECT stem FROM rhythm WHERE look_date <= %(today)s ORDER BY look_date, stem LIMIT %(limit)s;

-- name: rest
-- Sets when to look again: on a day, or (NULL) once something is filed.
UPDATE rhythm SET look_date = new.day FROM unnest(%(stems)s::uuid[], %(days)s::date[]) AS new (stem, day)
WHERE rhythm.stem = new.stem;

-- name: forget
-- Forgets products and days of which every code was filed by its maker.
DELETE FROM rhythm WHERE stem = ANY(%(stems)s::uuid[]);

-- name: days
-- What is on file of some products and days: how many packs their maker filed, of these how many others put to use,
-- the first and the last of them, and the codes that others named and the maker never did.
WITH asked AS (
    SELECT * FROM unnest(%(firsts)s::uuid[], %(lasts)s::uuid[]) WITH ORDINALITY AS asked (first, last, place)),
makers AS (SELECT * FROM unnest(%(places)s::bigint[], %(parties)s::int[]) AS makers (place, party_id)),
spoken AS (
    SELECT asked.place, event.subject,
           bool_or(makers.party_id IS NULL AND event.kind IN (%(fitted)s, %(swapped)s)) AS used,
           bool_or(makers.party_id IS NOT NULL) AS own,
           bool_or(makers.party_id IS NOT NULL AND (event.kind = %(produced)s
                   OR event.kind = %(fitted)s AND event.duty = %(certificate)s)) AS made
    FROM asked JOIN event ON event.subject BETWEEN asked.first AND asked.last
    LEFT JOIN makers ON makers.place = asked.place AND makers.party_id = event.party_id
    WHERE event.replaced_at IS NULL GROUP BY asked.place, event.subject)
SELECT place, count(*) FILTER (WHERE made), count(*) FILTER (WHERE made AND used),
       min(subject::text) FILTER (WHERE made)::uuid, max(subject::text) FILTER (WHERE made)::uuid,
       coalesce(array_agg(subject ORDER BY subject) FILTER (WHERE NOT own), '{}')
FROM spoken GROUP BY place;

-- name: standing
-- Those of some parties that have not ended.
SELECT id FROM party WHERE id = ANY(%(parties)s::int[]) AND state <> 'terminated';

-- name: swapped_vehicles
-- Of some swap operators: the vehicles in their returns since a day, and how many of these are still theirs: not scrapped,
-- and swapped by no other since.
WITH told AS (
    SELECT event.party_id, event.subject AS vehicle, max(event.happened_date) AS last
    FROM filing JOIN event ON event.filing = filing.filing
    WHERE filing.party_id = ANY(%(parties)s::int[]) AND filing.duty = %(duty)s AND filing.state = 'accepted'
      AND event.kind = %(swapped)s AND event.replaced_at IS NULL AND event.happened_date >= %(since)s
      AND event.body IS NOT NULL
    GROUP BY 1, 2)
SELECT party_id, count(*), count(*) FILTER (WHERE NOT EXISTS (
    SELECT FROM event AS later WHERE later.subject = told.vehicle AND later.replaced_at IS NULL
      AND (later.kind = %(scrapped)s
           OR later.kind = %(swapped)s AND later.party_id <> told.party_id AND later.happened_date > told.last)))
FROM told GROUP BY party_id;
