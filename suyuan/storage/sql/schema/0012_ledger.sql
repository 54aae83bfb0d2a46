-- The ledger: leaves of more kinds than filings, the marks of the rows that they cover, and their places in the log.
-- Blocks end with "--;".
--
-- place NULL = waits for the sequencer. The number is no sequence's: a rollback would leave a hole. One sequencer gives
-- numbers without holes, and what has been published is never numbered anew.
ALTER TABLE leaf RENAME COLUMN filing TO about;
--;
ALTER TABLE leaf
    ADD COLUMN kind smallint NOT NULL DEFAULT 1,
    ADD COLUMN marks bytea, -- 16 bytes for each row that a filing put on file; NULL = older than marks
    ADD COLUMN fact text,   -- what was committed to, where no other table tells it
    ADD COLUMN place bigint;
--;
ALTER TABLE leaf DROP CONSTRAINT leaf_pkey;
--;
ALTER TABLE leaf ADD PRIMARY KEY (about, kind, queued_at);
--;
ALTER TABLE leaf ALTER COLUMN marks SET STORAGE EXTERNAL;
--;
CREATE UNIQUE INDEX leaf_place ON leaf (place);
--;
CREATE INDEX leaf_waiting ON leaf (queued_at, about) WHERE place IS NULL;
--;
REVOKE UPDATE, DELETE ON leaf FROM suyuan_register, suyuan_load;
--;
GRANT UPDATE (place) ON leaf TO suyuan_register;
