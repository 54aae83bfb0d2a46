-- name: add_sales
-- Adds what some filings say was sold, or takes it off again.
INSERT INTO sale AS kept (party_id, region_code, month, number)
SELECT event.party_id, event.body ->> 'region_code', date_trunc('month', event.happened_date)::date, sum(signed.sign)
FROM unnest(%(filings)s::uuid[], %(signs)s::integer[]) AS signed (filing, sign)
     JOIN event ON event.filing = signed.filing
WHERE event.kind = %(sold)s AND event.body ->> 'region_code' IS NOT NULL
GROUP BY event.party_id, event.body ->> 'region_code', date_trunc('month', event.happened_date)
HAVING sum(signed.sign) <> 0
ON CONFLICT (party_id, region_code, month) DO UPDATE SET number = kept.number + excluded.number;

-- name: forget_loose
-- Forgets what is known of some batteries' first use.
DELETE FROM loose WHERE subject = ANY (%(subjects)s::uuid[]);

-- name: first_uses
-- Who was the first to put some batteries to use, of those who make no vehicles.
SELECT DISTINCT ON (subject) uuid_send(subject), party_id, happened_date, uuid_send(filing) FROM event
WHERE subject = ANY (%(subjects)s::uuid[]) AND replaced_at IS NULL
      AND (kind = %(swapped)s OR kind = %(fitted)s AND duty = ANY (%(duties)s::smallint[]))
ORDER BY subject, happened_date, recorded_at, filing;

-- name: keep_loose
-- Keeps first uses.
INSERT INTO loose (subject, prefix, party_id, first_date, filing)
SELECT * FROM unnest(%(subjects)s::uuid[], %(prefixes)s::text[], %(parties)s::integer[], %(days)s::date[],
                     %(filings)s::uuid[]);

-- name: sales
-- Vehicles sold until a day: by firm and division; of some firms, or of all.
SELECT party_id, region_code, sum(number)::bigint FROM sale
WHERE month <= %(until)s AND (%(parties)s::integer[] IS NULL OR party_id = ANY (%(parties)s::integer[]))
GROUP BY party_id, region_code HAVING sum(number) > 0;

-- name: loose
-- Batteries sold to nobody who makes vehicles: by maker prefix and the division of who first used them. A battery that a
-- vehicle's certificate names was sold to its maker after all.
SELECT loose.prefix, party.region_code, count(*) FROM loose JOIN party ON party.id = loose.party_id
WHERE loose.first_date <= %(until)s
      AND (%(prefixes)s::text[] IS NULL OR loose.prefix = ANY (%(prefixes)s::text[]))
      AND NOT EXISTS (SELECT FROM event WHERE event.subject = loose.subject AND event.kind = %(fitted)s
                      AND event.duty = %(certificate)s AND event.replaced_at IS NULL)
GROUP BY loose.prefix, party.region_code;

-- name: outlets
-- Outlets that stand open on a day: whose, where, and when their firm last spoke of them.
SELECT outlet.party_id, outlet.region_code, greatest(outlet.recorded_at, word.said_at)
FROM outlet JOIN party ON party.id = outlet.party_id
     LEFT JOIN outlet_word AS word ON word.party_id = outlet.party_id AND word.outlet_no = outlet.outlet_no
                                   AND word.item = 'confirmed'
WHERE outlet.effective_date <= %(until)s AND (outlet.until_date IS NULL OR outlet.until_date > %(until)s)
      AND NOT outlet.held AND lower(trim(outlet.status)) <> ALL (%(closed)s::text[]) AND party.state <> 'terminated';
