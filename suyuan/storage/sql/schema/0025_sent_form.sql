-- What forms have made: the register's alone, for it says who sent what. Blocks end with "--;".
ALTER TABLE sent_form ENABLE ROW LEVEL SECURITY;
--;
ALTER TABLE sent_form FORCE ROW LEVEL SECURITY;
--;
REVOKE ALL ON sent_form FROM suyuan_app, suyuan_member, suyuan_official, suyuan_operator, suyuan_auditor;
--;
CREATE POLICY sent_form_register ON sent_form TO suyuan_register USING (true);
--;
GRANT SELECT, INSERT, DELETE ON sent_form TO suyuan_register;
