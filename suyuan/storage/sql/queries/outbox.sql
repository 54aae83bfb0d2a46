-- name: filing
-- Filings, from JSON.
INSERT INTO filing (party_id, filing, duty, state, mode, filed_at, lines, accepted, rejected, late, idempotency_key,
                    body_hash, document, source_name, user_id, agent_id, backfill, replaces, answer)
SELECT party_id, filing, duty, state, mode, filed_at, lines, accepted, rejected, late, idempotency_key,
       body_hash, document, source_name, user_id, agent_id, backfill, replaces, answer::jsonb
FROM json_to_recordset(%(filing)s::json) AS new (
    party_id int, filing uuid, duty smallint, state text, mode text, filed_at timestamptz, lines int, accepted int,
    rejected int, late int, idempotency_key text, body_hash bytea, document text, source_name text, user_id int,
    agent_id int, backfill boolean, replaces uuid, answer text);

-- name: leaf
-- Leaves that wait for the ledger, from JSON; what became of an identity at the very same instant stands once.
INSERT INTO leaf (about, kind, queued_at, salt, commitment, marks, fact)
SELECT about, kind, queued_at, salt, commitment, marks, fact
FROM json_to_recordset(%(leaf)s::json) AS new (
    about uuid, kind smallint, queued_at timestamptz, salt bytea, commitment bytea, marks bytea, fact text)
ON CONFLICT (about, kind, queued_at) DO NOTHING;

-- name: event
-- What happened, from JSON.
INSERT INTO event (subject, filing, line, kind, object, party_id, duty, happened_date, recorded_at, counterparty, body)
SELECT subject, filing, line, kind, object, party_id, duty, happened_date, recorded_at, counterparty, body::jsonb
FROM json_to_recordset(%(event)s::json) AS new (
    subject uuid, filing uuid, line int, kind smallint, object uuid, party_id int, duty smallint, happened_date date,
    recorded_at timestamptz, counterparty text, body text);

-- name: obligation
-- Clocks, from JSON.
INSERT INTO obligation (party_id, duty, subject, cause_date, subject_kind, subject_id, opened_date, due_date, met_date,
                        opened_filing, met_filing, recorded_at)
SELECT party_id, duty, subject, cause_date, subject_kind, subject_id, opened_date, due_date, met_date,
       opened_filing, met_filing, recorded_at
FROM json_to_recordset(%(obligation)s::json) AS new (
    party_id int, duty smallint, subject uuid, cause_date date, subject_kind text, subject_id text, opened_date date,
    due_date date, met_date date, opened_filing uuid, met_filing uuid, recorded_at timestamptz);

-- name: tree
-- Trees, from JSON.
INSERT INTO tree (top, filing, party_id, recorded_at, manifest, modules)
SELECT top, filing, party_id, recorded_at, manifest, modules
FROM json_to_recordset(%(tree)s::json) AS new (
    top uuid, filing uuid, party_id int, recorded_at timestamptz, manifest text, modules uuid[]);

-- name: unexamined
-- Filings that wait for examination, from JSON.
INSERT INTO unexamined (filing, sign, queued_at)
SELECT filing, sign, queued_at FROM json_to_recordset(%(unexamined)s::json) AS new (filing uuid, sign smallint, queued_at timestamptz);
