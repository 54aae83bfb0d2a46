-- Who succeeded a firm in everything reads the cases and inspections of which that firm was told, and answers them. The
-- setting suyuan.answers names the party whose they are: one's own, or that in whose whole place one stands; an agent
-- has none. Blocks end with "--;".
DROP POLICY case_file_member ON case_file;
--;
CREATE POLICY case_file_member ON case_file FOR SELECT TO suyuan_member
USING (party_id = standing_number('answers') AND told_at IS NOT NULL);
--;
DROP POLICY inspection_member ON inspection;
--;
CREATE POLICY inspection_member ON inspection FOR SELECT TO suyuan_member
USING (party_id = standing_number('answers') AND told_at IS NOT NULL);
--;
-- Of the house's manuals and notices no agent reads anything, nor an heir, whatever its mandate is about: until now one
-- for every duty did.
DO $$
DECLARE
    walled text;
BEGIN
    FOREACH walled IN ARRAY ARRAY[
        'manual', 'manual_grant', 'manual_read', 'retirement', 'handing', 'notice', 'notice_channel']
    LOOP
        EXECUTE format('ALTER POLICY %I ON %I USING (party_id = standing_number(''inside''))', walled || '_member', walled);
    END LOOP;
END
$$;
