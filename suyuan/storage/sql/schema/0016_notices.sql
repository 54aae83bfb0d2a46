-- Notices to users: a maker reads its own. What is made, handed over and sent goes through the register; so does the
-- public list of conditions. Blocks end with "--;".
DO $$
DECLARE
    walled text;
BEGIN
    FOREACH walled IN ARRAY ARRAY['retirement', 'handing', 'notice', 'notice_channel']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', walled);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', walled);
        EXECUTE format('REVOKE ALL ON %I FROM suyuan_app, suyuan_member, suyuan_official, suyuan_operator, suyuan_auditor', walled);
        EXECUTE format('CREATE POLICY %I ON %I TO suyuan_register USING (true)', walled || '_register', walled);
        EXECUTE format('CREATE POLICY %I ON %I FOR SELECT TO suyuan_member USING (party_id = standing_party() AND standing_text(''covered'') = '''')', walled || '_member', walled);
        EXECUTE format('GRANT SELECT ON %I TO suyuan_member', walled);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO suyuan_register', walled);
    END LOOP;
    FOREACH walled IN ARRAY ARRAY['retirement', 'handing', 'notice']
    LOOP
        EXECUTE format('GRANT USAGE ON SEQUENCE %I TO suyuan_register', walled || '_id_seq');
    END LOOP;
END
$$;
--;
-- What the register tells of retirement: the version that holds on a day is the latest of its model.
CREATE INDEX retirement_model ON retirement (lower(vehicle_model), party_id, from_date);
