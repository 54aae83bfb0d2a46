-- Technical information: the filer reads its own, a reader its own grants and readings. What a reader may open is asked
-- of the register, which looks at the grant. Blocks end with "--;".
DO $$
DECLARE
    walled text;
BEGIN
    FOREACH walled IN ARRAY ARRAY['manual', 'manual_grant', 'manual_read']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', walled);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', walled);
        EXECUTE format('REVOKE ALL ON %I FROM suyuan_app, suyuan_member, suyuan_official, suyuan_operator, suyuan_auditor', walled);
        EXECUTE format('CREATE POLICY %I ON %I TO suyuan_register USING (true)', walled || '_register', walled);
        EXECUTE format('CREATE POLICY %I ON %I FOR SELECT TO suyuan_member USING (party_id = standing_party() AND standing_text(''covered'') = '''')', walled || '_member', walled);
        EXECUTE format('GRANT SELECT ON %I TO suyuan_member', walled);
        EXECUTE format('GRANT SELECT, INSERT ON %I TO suyuan_register', walled);
        EXECUTE format('GRANT USAGE ON SEQUENCE %I TO suyuan_register', walled || '_id_seq');
    END LOOP;
END
$$;
