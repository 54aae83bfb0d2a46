-- name: ended
-- Which of some firms had ended by a day.
SELECT DISTINCT party_id FROM party_change
WHERE party_id = ANY (%(parties)s::integer[]) AND kind IN ('terminated', 'merged') AND day <= %(on)s
      AND EXISTS (SELECT FROM party WHERE party.id = party_change.party_id AND party.state = 'terminated');

-- name: arrangements
-- What some firms arranged before their end, as it holds on a day, the latest word first.
SELECT party_id, counterparty, body ->> 'scope', uuid_send(filing) FROM event
WHERE filing IN (SELECT filing FROM filing WHERE party_id = ANY (%(parties)s::integer[]) AND duty = %(duty)s)
      AND kind = %(kind)s AND happened_date <= %(on)s AND replaced_at IS NULL
ORDER BY recorded_at DESC, line;
