-- Offers of one firm to a credit code that nobody looks up. The register alone reads them: the one side may not learn
-- whether there is another, which a policy over both could tell. Blocks end with a line "--;".
ALTER TABLE offer ENABLE ROW LEVEL SECURITY;
--;
ALTER TABLE offer FORCE ROW LEVEL SECURITY;
--;
CREATE POLICY offer_register ON offer TO suyuan_register USING (true);
--;
REVOKE ALL ON offer FROM suyuan_member, suyuan_official, suyuan_operator, suyuan_auditor;
--;
GRANT SELECT, INSERT, UPDATE ON offer TO suyuan_register;
--;
GRANT USAGE ON SEQUENCE offer_id_seq TO suyuan_register;
