-- name: settle
-- Lets every version of some outlets hold until the next one: by effective day, of one day the last recorded.
UPDATE outlet SET until_date = lined.until_date
FROM (SELECT id, lead(effective_date) OVER (PARTITION BY party_id, outlet_no ORDER BY effective_date, recorded_at, id)
             AS until_date
      FROM outlet WHERE (party_id, outlet_no) IN (
          SELECT * FROM unnest(%(parties)s::integer[], %(numbers)s::text[]))) AS lined
WHERE outlet.id = lined.id AND outlet.until_date IS DISTINCT FROM lined.until_date;

-- name: drop
-- Takes the versions back that a filing brought; gives whose they were.
DELETE FROM outlet WHERE filing = %(filing)s RETURNING party_id, outlet_no;

-- name: stands
-- From when until when some outlets, by number, stood open: of firms by their number here or by their credit code.
SELECT outlet.party_id, party.uscc, outlet.outlet_no, outlet.effective_date, outlet.until_date,
       NOT outlet.held AND lower(trim(outlet.status)) <> ALL (%(closed)s::text[])
FROM outlet JOIN party ON party.id = outlet.party_id
WHERE outlet.outlet_no = ANY (%(numbers)s::text[])
      AND (outlet.party_id = ANY (%(parties)s::integer[]) OR party.uscc = ANY (%(usccs)s::text[]));

-- name: columns
-- Outlets as they stand on a day, of firms that are no more left out.
SELECT outlet.outlet_no, party.uscc, party.name, outlet.name, outlet.kind, outlet.region_code, outlet.address,
       outlet.longitude_udeg, outlet.latitude_udeg, outlet.phone, outlet.hours, outlet.status, outlet.accepts,
       outlet.effective_date, outlet.until_date, greatest(outlet.recorded_at, word.said_at), outlet.held,
       uuid_send(outlet.filing)
FROM outlet JOIN party ON party.id = outlet.party_id
     LEFT JOIN outlet_word AS word ON word.party_id = outlet.party_id AND word.outlet_no = outlet.outlet_no
                                   AND word.item = 'confirmed';

-- name: near
-- How far away, in degrees, the outlets are that lie nearest: their places.
SELECT longitude_udeg, latitude_udeg FROM outlet JOIN party ON party.id = outlet.party_id
WHERE {standing} ORDER BY point(outlet.longitude_udeg, outlet.latitude_udeg) <-> point(%(east)s, %(north)s)
LIMIT %(most)s;
