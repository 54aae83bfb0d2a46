-- Filings, batteries, events, obligations: the tables that may hold 10^8 rows. No ORM model, keys that lead
-- with the distribution column, written by COPY. One statement per block; blocks end with a line "--;".

-- A filing is one act of one party: accepted, accepted in part, or refused. Its key is its receipt, packed.
CREATE TABLE filing (
    party_id        integer NOT NULL,
    filing          uuid NOT NULL,
    duty            smallint NOT NULL,
    state           text COLLATE "C" NOT NULL CHECK (state IN ('accepted', 'refused', 'replaced', 'cancelled')),
    mode            text COLLATE "C" NOT NULL CHECK (mode IN ('all', 'good')),
    filed_at        timestamptz NOT NULL,
    lines           integer NOT NULL,
    accepted        integer NOT NULL,
    rejected        integer NOT NULL,
    late            integer NOT NULL,
    idempotency_key text COLLATE "C" NOT NULL,
    body_hash       bytea NOT NULL,
    document        text COLLATE "C",
    source_name     text NOT NULL,
    user_id         integer,
    agent_id        integer, -- the party that filed for party_id under a mandate
    backfill        boolean NOT NULL DEFAULT false,
    replaces        uuid,
    replaced_by     uuid,
    replaced_at     timestamptz,
    answer          jsonb NOT NULL,
    PRIMARY KEY (party_id, filing)
);
--;
CREATE UNIQUE INDEX filing_idempotency ON filing (party_id, idempotency_key);
--;
CREATE INDEX filing_receipt ON filing (filing);
--;
-- Every registered code and the top of the tree it stands in (a pack; itself where it stands alone).
CREATE TABLE code (
    code uuid NOT NULL,
    top  uuid NOT NULL,
    PRIMARY KEY (code)
);
--;
-- What one filing says of the tree under a top: the 16-byte keys in preorder (direct cells before modules, each module
-- followed by its cells; position 4 of a code tells its level). Migration 0003 turns them into printed codes.
CREATE TABLE tree (
    top         uuid NOT NULL,
    filing      uuid NOT NULL,
    party_id    integer NOT NULL,
    recorded_at timestamptz NOT NULL,
    replaced_at timestamptz,
    manifest    bytea NOT NULL,
    modules     uuid[] NOT NULL, -- those of the manifest: what a cell stands in is found without reading the manifest
    PRIMARY KEY (top, filing)
) WITH (toast_tuple_target = 8160);
--;
ALTER TABLE tree ALTER COLUMN manifest SET STORAGE EXTERNAL;
--;
CREATE INDEX tree_filing ON tree (filing);
--;
-- A later filing that places an already registered code under another top: evidence, beside the register's answer.
CREATE TABLE contest (
    code   uuid NOT NULL,
    filing uuid NOT NULL,
    top    uuid NOT NULL,
    PRIMARY KEY (code, filing)
);
--;
CREATE INDEX contest_filing ON contest (filing);
--;
-- What happened to a subject (battery, vehicle, month, outlet, ...), as filed. A fact with an object (a battery
-- and its vehicle) is stored from both ends.
CREATE TABLE event (
    subject       uuid NOT NULL,
    filing        uuid NOT NULL,
    line          integer NOT NULL,
    kind          smallint NOT NULL,
    object        uuid NOT NULL,
    party_id      integer NOT NULL,
    duty          smallint NOT NULL,
    happened_date date NOT NULL,
    recorded_at   timestamptz NOT NULL,
    replaced_at   timestamptz,
    counterparty  text COLLATE "C",
    body          jsonb,
    PRIMARY KEY (subject, filing, line, kind, object)
);
--;
CREATE INDEX event_filing ON event (filing);
--;
-- A statutory clock of one party about one subject. due_date NULL = awaiting its trigger; met_date NULL = unmet.
CREATE TABLE obligation (
    party_id      integer NOT NULL,
    duty          smallint NOT NULL,
    subject       uuid NOT NULL,
    cause_date    date NOT NULL,
    subject_kind  text COLLATE "C" NOT NULL,
    subject_id    text COLLATE "C" NOT NULL,
    opened_date   date NOT NULL,
    due_date      date,
    met_date      date,
    opened_filing uuid NOT NULL,
    met_filing    uuid,
    recorded_at   timestamptz NOT NULL,
    -- what stood in duty, opened_date and due_date until another filing met the clock; NULL = nothing to go back to
    before_duty   smallint,
    before_opened date,
    before_due    date,
    PRIMARY KEY (party_id, duty, subject, cause_date)
);
--;
CREATE INDEX obligation_open ON obligation (due_date, party_id, duty) WHERE met_date IS NULL;
--;
CREATE INDEX obligation_party_open ON obligation (party_id, due_date) WHERE met_date IS NULL;
--;
CREATE INDEX obligation_opened ON obligation (opened_filing);
--;
CREATE INDEX obligation_met ON obligation (met_filing) WHERE met_filing IS NOT NULL;
--;
-- Salted commitments of filings, waiting to be sequenced into the ledger.
CREATE TABLE leaf (
    filing     uuid NOT NULL,
    queued_at  timestamptz NOT NULL,
    salt       bytea NOT NULL,
    commitment bytea NOT NULL,
    PRIMARY KEY (filing)
);
--;
-- What does not fit together: one finding per subject and cause, with its evidence.
CREATE TABLE finding (
    id           uuid NOT NULL,
    kind         text COLLATE "C" NOT NULL,
    subject_kind text COLLATE "C" NOT NULL,
    subject_id   text COLLATE "C" NOT NULL,
    cause        text COLLATE "C" NOT NULL,
    parties      integer[] NOT NULL,
    evidence     jsonb NOT NULL,
    article      text NOT NULL,
    state        text COLLATE "C" NOT NULL DEFAULT 'open',
    found_at     timestamptz NOT NULL,
    PRIMARY KEY (id)
);
--;
CREATE UNIQUE INDEX finding_cause ON finding (kind, subject_id, cause);
--;
CREATE INDEX finding_subject ON finding (subject_id);
