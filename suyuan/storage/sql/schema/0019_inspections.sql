-- Inspections: plans and inspections are read by their desk and by those above it in the department; an inspection by
-- the firm, once it was there. Seeds are the register's alone. Steps are added and changed by nobody. Blocks end with
-- "--;".
DO $$
DECLARE
    walled text;
BEGIN
    FOREACH walled IN ARRAY ARRAY['inspection_plan', 'draw_seed', 'inspection', 'inspection_act']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', walled);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', walled);
        EXECUTE format('REVOKE ALL ON %I FROM suyuan_app, suyuan_member, suyuan_official, suyuan_operator, suyuan_auditor', walled);
        EXECUTE format('CREATE POLICY %I ON %I TO suyuan_register USING (true)', walled || '_register', walled);
        EXECUTE format('GRANT SELECT, INSERT ON %I TO suyuan_register', walled);
    END LOOP;
    FOREACH walled IN ARRAY ARRAY['inspection_plan', 'inspection', 'inspection_act']
    LOOP
        EXECUTE format('GRANT SELECT ON %I TO suyuan_official', walled);
        EXECUTE format('GRANT USAGE ON SEQUENCE %I TO suyuan_register', walled || '_id_seq');
    END LOOP;
    FOREACH walled IN ARRAY ARRAY['inspection_plan', 'inspection']
    LOOP
        EXECUTE format('GRANT UPDATE ON %I TO suyuan_register', walled);
        -- Who asks is told as account:kind:department:level:territory.
        EXECUTE format($policy$
            CREATE POLICY %I ON %I FOR SELECT TO suyuan_official
            USING (department = split_part(standing_text('who'), ':', 3)
                   AND territory >= standing_text('from') AND territory < standing_text('until'))
            $policy$, walled || '_official', walled);
    END LOOP;
END
$$;
--;
GRANT SELECT ON inspection, inspection_act TO suyuan_member;
--;
CREATE POLICY inspection_act_official ON inspection_act FOR SELECT TO suyuan_official
USING (about IN (SELECT inspection_no FROM inspection UNION ALL SELECT plan_no FROM inspection_plan));
--;
CREATE POLICY inspection_member ON inspection FOR SELECT TO suyuan_member
USING (party_id = standing_party() AND told_at IS NOT NULL AND standing_text('covered') = '');
--;
CREATE POLICY inspection_act_member ON inspection_act FOR SELECT TO suyuan_member
USING (step IN ('record', 'state') AND about IN (SELECT inspection_no FROM inspection));
--;
CREATE INDEX inspection_act_leaf ON inspection_act (leaf);
