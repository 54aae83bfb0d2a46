-- name: find_by_key
-- Earlier filings of some parties under some idempotency keys.
SELECT filing.*, party.uscc FROM filing JOIN party ON party.id = filing.party_id
WHERE (filing.party_id, filing.idempotency_key) IN
      (SELECT unnest(%(parties)s::int[]), unnest(%(keys)s::text[]));

-- name: find_one
-- One filing by its receipt.
SELECT filing.*, party.uscc, party.region_code FROM filing JOIN party ON party.id = filing.party_id
WHERE filing.filing = %(filing)s;

-- name: hold_one
-- The same, locked: of two who correct or cancel it at once, the second then finds it superseded.
SELECT filing.*, party.uscc, party.region_code FROM filing JOIN party ON party.id = filing.party_id
WHERE filing.filing = %(filing)s FOR UPDATE OF filing;

-- name: find_page
-- One page of filings, the newest first.
SELECT filing.*, party.uscc, party.region_code FROM filing JOIN party ON party.id = filing.party_id
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
