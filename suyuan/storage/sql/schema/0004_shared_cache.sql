-- What all web processes count and remember together for minutes: limits, codes of devices, one-time passwords used.
-- Unlogged: a crash empties it, and then an attempt counts anew; in exchange a count costs no write of the log.
-- Its columns are those that Django's DatabaseCache asks for. Blocks end with a line "--;".

CREATE UNLOGGED TABLE shared_cache (
    cache_key varchar(255) COLLATE "C" PRIMARY KEY,
    value     text NOT NULL,
    expires   timestamptz NOT NULL
);
--;
CREATE INDEX shared_cache_expires ON shared_cache (expires);
