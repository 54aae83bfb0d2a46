-- name: find_by_key
-- Earlier filings of some parties under some idempotency keys: one probe of the unique index for each, whatever the
-- planner thinks of the table (it would walk through all filings of a party while it has no statistics).
SELECT filing.party_id, filing.idempotency_key, filing.filing
FROM unnest(%(parties)s::int[], %(keys)s::text[]) AS asked (party_id, idempotency_key)
CROSS JOIN LATERAL (
    SELECT party_id, idempotency_key, filing FROM filing
    WHERE filing.party_id = asked.party_id AND filing.idempotency_key = asked.idempotency_key LIMIT 1
) AS filing;

-- name: find_one
-- One filing by its receipt.
SELECT filing.*, party.uscc, party.region_code, agent.uscc AS agent_uscc
FROM filing JOIN party ON party.id = filing.party_id LEFT JOIN party AS agent ON agent.id = filing.agent_id
WHERE filing.filing = %(filing)s;

-- name: hold_one
-- The same, locked: of two who correct or cancel it at once, the second then finds it superseded.
SELECT filing.*, party.uscc, party.region_code, agent.uscc AS agent_uscc
FROM filing JOIN party ON party.id = filing.party_id LEFT JOIN party AS agent ON agent.id = filing.agent_id
WHERE filing.filing = %(filing)s FOR UPDATE OF filing;

-- name: find_page
-- One page of filings, the newest first.
SELECT filing.*, party.uscc, party.region_code, agent.uscc AS agent_uscc
FROM filing JOIN party ON party.id = filing.party_id LEFT JOIN party AS agent ON agent.id = filing.agent_id
WHERE {condition} ORDER BY filing.filed_at DESC, filing.filing DESC LIMIT %(limit)s;

-- name: replace
-- Marks a filing as corrected or cancelled.
UPDATE filing SET state = %(state)s, replaced_by = %(by)s, replaced_at = %(at)s
WHERE party_id = %(party_id)s AND filing = %(filing)s AND state = 'accepted';

-- name: free_key
-- Lets a refused filing's key be used again: only the key that came from the file itself.
UPDATE filing SET idempotency_key = idempotency_key || '/' || filing::text
WHERE party_id = %(party_id)s AND filing = %(filing)s;

-- name: last_filed_at
-- When the latest filing was received.
SELECT max(filed_at) FROM filing;

-- name: find_under
-- Those of a party's filings that were filed under some duties, each with its duty.
SELECT filing, duty FROM filing
WHERE party_id = %(party_id)s AND filing = ANY(%(keys)s::uuid[]) AND duty = ANY(%(duties)s::smallint[]);
