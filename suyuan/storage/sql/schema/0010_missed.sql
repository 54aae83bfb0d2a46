-- Codes that a party looked up and was told nothing of, each on its first day: who walks along serial numbers shows here.
-- Blocks end with "--;".
CREATE TABLE missed (
    party_id    integer NOT NULL,
    code        uuid NOT NULL,
    missed_date date NOT NULL,
    PRIMARY KEY (party_id, code)
);
--;
CREATE INDEX missed_day ON missed (missed_date);
--;
ALTER TABLE missed ENABLE ROW LEVEL SECURITY;
--;
ALTER TABLE missed FORCE ROW LEVEL SECURITY;
--;
CREATE POLICY missed_register ON missed TO suyuan_register USING (true);
--;
GRANT SELECT, INSERT, DELETE ON missed TO suyuan_register;
