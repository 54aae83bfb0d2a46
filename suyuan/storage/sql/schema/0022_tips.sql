-- Tips: read by the officials of the place; written through the register; a firm never learns who told what. Blocks end
-- with "--;".
ALTER TABLE tip ENABLE ROW LEVEL SECURITY;
--;
ALTER TABLE tip FORCE ROW LEVEL SECURITY;
--;
REVOKE ALL ON tip FROM suyuan_app, suyuan_member, suyuan_official, suyuan_operator, suyuan_auditor;
--;
CREATE POLICY tip_register ON tip TO suyuan_register USING (true);
--;
GRANT SELECT, INSERT, UPDATE ON tip TO suyuan_register;
--;
GRANT USAGE ON SEQUENCE tip_id_seq TO suyuan_register;
--;
GRANT SELECT ON tip TO suyuan_official;
--;
CREATE POLICY tip_official ON tip FOR SELECT TO suyuan_official
USING (region_code >= standing_text('from') AND region_code < standing_text('until'));
