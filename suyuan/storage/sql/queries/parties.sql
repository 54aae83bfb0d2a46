-- name: find_by_uscc
-- Parties with their roles, by credit code.
SELECT id, uscc, name, name_en, region_code,
       ARRAY(SELECT role FROM party_role WHERE party_id = party.id),
       EXISTS (SELECT FROM partnership WHERE repairer_id = party.id AND confirmed_at IS NOT NULL AND ended_at IS NULL),
       state
FROM party WHERE uscc = ANY(%(usccs)s::text[]) ORDER BY id;

-- name: find_by_id
-- The same, by number.
SELECT id, uscc, name, name_en, region_code,
       ARRAY(SELECT role FROM party_role WHERE party_id = party.id),
       EXISTS (SELECT FROM partnership WHERE repairer_id = party.id AND confirmed_at IS NOT NULL AND ended_at IS NULL),
       state
FROM party WHERE id = ANY(%(ids)s::int[]) ORDER BY id;

-- name: find_every
-- The same of all that have not ended, in the order of their registration.
SELECT id, uscc, name, name_en, region_code,
       ARRAY(SELECT role FROM party_role WHERE party_id = party.id),
       EXISTS (SELECT FROM partnership WHERE repairer_id = party.id AND confirmed_at IS NOT NULL AND ended_at IS NULL),
       state
FROM party WHERE state <> 'terminated' ORDER BY id LIMIT %(most)s::int;

-- name: makers
-- Who holds each maker prefix, and who held it before, until a takeover that handed it on was entered.
WITH RECURSIVE held(prefix, party_id, until_at) AS (
    SELECT prefix, party_id, NULL::timestamptz FROM maker_prefix
    UNION
    SELECT held.prefix, succession.party_id, party_change.recorded_at
    FROM held
    JOIN succession ON succession.successor_id = held.party_id
    JOIN party_change ON party_change.id = succession.change_id
    WHERE held.prefix = ANY (succession.prefixes)
      AND (held.until_at IS NULL OR party_change.recorded_at <= held.until_at))
SELECT prefix, party_id, CASE WHEN bool_and(until_at IS NOT NULL) THEN max(until_at) END FROM held
GROUP BY prefix, party_id;
