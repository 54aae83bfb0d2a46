-- Cases: read by the desks on which they lie or lay and by those above them in the same department; by the party, once
-- it was told, the steps that are open to it. Steps are added through the register and changed by nobody. Blocks end
-- with "--;".
DO $$
DECLARE
    walled text;
BEGIN
    FOREACH walled IN ARRAY ARRAY['case_file', 'case_act', 'case_desk']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', walled);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', walled);
        EXECUTE format('REVOKE ALL ON %I FROM suyuan_app, suyuan_member, suyuan_official, suyuan_operator, suyuan_auditor', walled);
        EXECUTE format('CREATE POLICY %I ON %I TO suyuan_register USING (true)', walled || '_register', walled);
        EXECUTE format('GRANT SELECT ON %I TO suyuan_official', walled);
        EXECUTE format('GRANT SELECT, INSERT ON %I TO suyuan_register', walled);
        EXECUTE format('GRANT USAGE ON SEQUENCE %I TO suyuan_register', walled || '_id_seq');
    END LOOP;
END
$$;
--;
GRANT UPDATE ON case_file TO suyuan_register;
--;
GRANT SELECT ON case_file, case_act TO suyuan_member;
--;
-- Who asks is told as account:kind:department:level:territory.
CREATE POLICY case_desk_official ON case_desk FOR SELECT TO suyuan_official
USING (department = split_part(standing_text('who'), ':', 3)
       AND territory >= standing_text('from') AND territory < standing_text('until'));
--;
CREATE POLICY case_file_official ON case_file FOR SELECT TO suyuan_official
USING (id IN (SELECT case_desk.case_id FROM case_desk));
--;
CREATE POLICY case_act_official ON case_act FOR SELECT TO suyuan_official
USING (case_id IN (SELECT case_desk.case_id FROM case_desk));
--;
CREATE POLICY case_file_member ON case_file FOR SELECT TO suyuan_member
USING (party_id = standing_party() AND told_at IS NOT NULL AND standing_text('covered') = '');
--;
CREATE POLICY case_act_member ON case_act FOR SELECT TO suyuan_member
USING (is_open AND case_id IN (SELECT case_file.id FROM case_file));
