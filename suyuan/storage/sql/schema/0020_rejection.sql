-- What clerks have said are two: proposals that are not put to their firm again while both reports say the same. The
-- register alone reads and writes it. Blocks end with "--;".
CREATE TABLE rejection (
    party_id    integer NOT NULL,
    seen        bytea NOT NULL, -- digest of what both reports said
    mine        uuid NOT NULL, -- the battery in the firm's own report
    other       uuid NOT NULL, -- the battery in the other side's report
    rejected_at timestamptz NOT NULL,
    account_id  integer NOT NULL,
    PRIMARY KEY (party_id, seen)
);
--;
ALTER TABLE rejection ENABLE ROW LEVEL SECURITY;
--;
ALTER TABLE rejection FORCE ROW LEVEL SECURITY;
--;
CREATE POLICY rejection_register ON rejection TO suyuan_register USING (true);
--;
GRANT SELECT, INSERT, UPDATE, DELETE ON rejection TO suyuan_register;
