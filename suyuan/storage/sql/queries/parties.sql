-- name: find_by_uscc
-- Parties with their roles, by credit code.
SELECT id, uscc, name, name_en, region_code,
       ARRAY(SELECT role FROM party_role WHERE party_id = party.id),
       EXISTS (SELECT FROM partnership WHERE repairer_id = party.id AND confirmed_at IS NOT NULL AND ended_at IS NULL)
FROM party WHERE uscc = ANY(%(usccs)s::text[]) ORDER BY id;

-- name: find_by_id
-- The same, by number.
SELECT id, uscc, name, name_en, region_code,
       ARRAY(SELECT role FROM party_role WHERE party_id = party.id),
       EXISTS (SELECT FROM partnership WHERE repairer_id = party.id AND confirmed_at IS NOT NULL AND ended_at IS NULL)
FROM party WHERE id = ANY(%(ids)s::int[]) ORDER BY id;

-- name: find_every
-- The same of all that have not ended, in the order of their registration.
SELECT id, uscc, name, name_en, region_code,
       ARRAY(SELECT role FROM party_role WHERE party_id = party.id),
       EXISTS (SELECT FROM partnership WHERE repairer_id = party.id AND confirmed_at IS NOT NULL AND ended_at IS NULL)
FROM party WHERE state <> 'terminated' ORDER BY id LIMIT %(most)s::int;

-- name: prefixes
-- Who holds each maker prefix.
SELECT prefix, party_id FROM maker_prefix;
