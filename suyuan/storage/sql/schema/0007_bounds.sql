-- The second wall, against who speaks SQL in a reader's role: grants by name, words that only their speaker may say,
-- and bounds of an agent on all that it reads. Blocks end with "--;".
--
-- Besides those of 0005 a transaction has the settings (storage.wall): of a member suyuan.account, suyuan.user,
-- suyuan.inside, its party where it belongs to it (an agent does not), and suyuan.house, the same where it keeps the
-- house (an administrator); of a post suyuan.who, "account:kind:department:level:territory", as the access log writes it.

-- Readers had what the service has. From here on each has what it is asked to do; tables that come later are nobody's.
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM suyuan_member, suyuan_official, suyuan_operator, suyuan_auditor;
--;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM suyuan_member, suyuan_official, suyuan_operator, suyuan_auditor;
--;
GRANT SELECT ON setting, holiday_override TO suyuan_member, suyuan_official, suyuan_operator, suyuan_auditor;
--;
-- Records, row by row; who has none of them is answered as where there is none.
GRANT SELECT ON filing, tree, event, obligation, finding, party, party_role, application, party_change, succession, site,
    permit, maker_prefix, partnership, outlet, job TO suyuan_member, suyuan_official, suyuan_operator, suyuan_auditor;
--;
GRANT SELECT ON membership, invitation, token, program, mandate, mandate_stop, account
TO suyuan_member, suyuan_operator;
--;
GRANT SELECT ON post TO suyuan_operator;
--;
GRANT SELECT ON access_log TO suyuan_member, suyuan_auditor;
--;
GRANT SELECT ON account TO suyuan_auditor;
--;
-- Of a person: the name, and whether it may still sign in. Never what it signs in with.
GRANT SELECT (id, username, is_active) ON auth_user TO suyuan_member, suyuan_operator, suyuan_auditor;
--;
-- What the firm's house writes, column by column: what was said stands, and what ends keeps the instant of its end.
GRANT INSERT ON application, party_change, site, permit, membership, invitation, token, program, job TO suyuan_member;
--;
GRANT UPDATE (name, kind, region_code, address, opened_date, closed_date) ON site TO suyuan_member;
--;
GRANT UPDATE (serves_maker, ended_at, ended_by_id) ON partnership TO suyuan_member;
--;
GRANT UPDATE (until_at, ended_by_id) ON membership TO suyuan_member;
--;
GRANT UPDATE (ended_at) ON invitation TO suyuan_member;
--;
GRANT UPDATE (expires_at, revoked_at, revoked_by_id) ON token TO suyuan_member;
--;
GRANT UPDATE (revoked_at, revoked_by_id) ON program, mandate TO suyuan_member;
--;
GRANT UPDATE (state, stage, progress, user_id, request, answer, changed_at) ON job TO suyuan_member;
--;
GRANT INSERT, UPDATE ON party, application, party_change, succession, permit, maker_prefix, outlet, membership,
    invitation, post TO suyuan_operator;
--;
GRANT INSERT, UPDATE, DELETE ON party_role TO suyuan_operator;
--;
GRANT INSERT ON access_log TO suyuan_official, suyuan_operator, suyuan_auditor;
--;
REVOKE INSERT ON access_log FROM suyuan_app, suyuan_register;
--;
-- A number among the settings of a transaction; NULL is nobody's.
CREATE FUNCTION standing_number(name text) RETURNS integer LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT nullif(current_setting('suyuan.' || name, true), '')::integer
$$;
--;
-- Who has or had a part in the party of a transaction.
CREATE FUNCTION standing_people() RETURNS TABLE (account_id integer, user_id integer) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT account.id, account.user_id FROM membership JOIN account ON account.id = membership.account_id
    WHERE membership.party_id = standing_number('inside')
$$;
--;
GRANT CREATE ON SCHEMA public TO suyuan_register; -- who is given a function must be able to have made it
--;
ALTER FUNCTION standing_people() OWNER TO suyuan_register;
--;
REVOKE CREATE ON SCHEMA public FROM suyuan_register;
--;
-- Names of people: a firm's people know each other, the auditor those in the log.
ALTER TABLE auth_user ENABLE ROW LEVEL SECURITY;
--;
CREATE POLICY auth_user_service ON auth_user TO suyuan_app, suyuan_register, suyuan_operator USING (true);
--;
CREATE POLICY auth_user_member ON auth_user FOR SELECT TO suyuan_member
USING (id IN (SELECT people.user_id FROM standing_people() AS people));
--;
CREATE POLICY auth_user_auditor ON auth_user FOR SELECT TO suyuan_auditor
USING (EXISTS (SELECT FROM account JOIN access_log ON access_log.account_id = account.id WHERE account.user_id = auth_user.id));
--;
-- What a firm reads of its house no agent reads, and the firm may not write as it likes: one policy for each, where
-- 0005 had one for all.
DO $$
DECLARE
    walled text;
BEGIN
    FOREACH walled IN ARRAY ARRAY[
        'application', 'party_change', 'site', 'permit', 'membership', 'invitation', 'token', 'program', 'partnership',
        'mandate', 'mandate_stop', 'job']
    LOOP
        EXECUTE format('DROP POLICY %I ON %I', walled || '_member', walled);
    END LOOP;
    FOREACH walled IN ARRAY ARRAY[
        'application', 'party_change', 'site', 'permit', 'membership', 'invitation', 'token', 'program']
    LOOP
        EXECUTE format('CREATE POLICY %I ON %I FOR SELECT TO suyuan_member USING (party_id = standing_number(''inside''))', walled || '_member', walled);
    END LOOP;
    FOREACH walled IN ARRAY ARRAY['mandate', 'mandate_stop']
    LOOP
        EXECUTE format('CREATE POLICY %I ON %I FOR SELECT TO suyuan_member USING (principal_id = standing_party() OR agent_id = standing_party())', walled || '_member', walled);
    END LOOP;
END
$$;
--;
CREATE POLICY partnership_member ON partnership FOR SELECT TO suyuan_member
USING (repairer_id = standing_party() OR maker_id = standing_party());
--;
CREATE POLICY job_member ON job FOR SELECT TO suyuan_member
USING (party_id = standing_party() AND (standing_text('covered') = '' OR duty = ANY (standing_list('covered_names'))));
--;
-- The house's words. Whose a row is cannot be written, so a change asks whose it was and what it became. A word that another has to say (the operator's approval, the other side's confirmation, the
-- invited person's coming) is not among them.
CREATE POLICY application_asked ON application FOR INSERT TO suyuan_member
WITH CHECK (party_id = standing_number('house') AND kind = 'change' AND state = 'pending' AND decided_at IS NULL
            AND decided_by IS NULL AND user_id = standing_number('user'));
--;
CREATE POLICY party_change_noted ON party_change FOR INSERT TO suyuan_member
WITH CHECK (party_id = standing_number('house') AND kind = 'changed' AND user_id = standing_number('user'));
--;
CREATE POLICY site_opened ON site FOR INSERT TO suyuan_member WITH CHECK (party_id = standing_number('house'));
--;
CREATE POLICY site_changed ON site FOR UPDATE TO suyuan_member USING (party_id = standing_number('house'));
--;
CREATE POLICY permit_filed ON permit FOR INSERT TO suyuan_member
WITH CHECK (party_id = standing_number('house') AND state = 'awaiting' AND revoked_date IS NULL);
--;
-- Nobody is made a member who did not come by an invitation, which the register sees to.
CREATE POLICY membership_given ON membership FOR INSERT TO suyuan_member
WITH CHECK (party_id = standing_number('house') AND given_by_id = standing_number('account') AND until_at IS NULL
            AND account_id IN (SELECT people.account_id FROM standing_people() AS people));
--;
CREATE POLICY membership_ended ON membership FOR UPDATE TO suyuan_member
USING (party_id = standing_number('house') AND until_at IS NULL)
WITH CHECK (until_at IS NOT NULL AND ended_by_id = standing_number('account'));
--;
CREATE POLICY invitation_sent ON invitation FOR INSERT TO suyuan_member
WITH CHECK (party_id = standing_number('house') AND invited_by_id = standing_number('account') AND taken_by_id IS NULL);
--;
CREATE POLICY invitation_withdrawn ON invitation FOR UPDATE TO suyuan_member
USING (party_id = standing_number('house') AND ended_at IS NULL)
WITH CHECK (ended_at IS NOT NULL);
--;
-- A key never does more than who made it: so nobody makes one in another's name.
CREATE POLICY token_issued ON token FOR INSERT TO suyuan_member
WITH CHECK (party_id = standing_number('house') AND account_id = standing_number('account'));
--;
CREATE POLICY token_ended ON token FOR UPDATE TO suyuan_member
USING (party_id = standing_number('house') AND revoked_at IS NULL)
WITH CHECK (revoked_at IS NULL OR revoked_by_id = standing_number('account'));
--;
CREATE POLICY program_entered ON program FOR INSERT TO suyuan_member
WITH CHECK (party_id = standing_number('house') AND account_id = standing_number('account'));
--;
CREATE POLICY program_ended ON program FOR UPDATE TO suyuan_member
USING (party_id = standing_number('house') AND revoked_at IS NULL)
WITH CHECK (revoked_at IS NOT NULL AND revoked_by_id = standing_number('account'));
--;
-- A mandate and a partnership take two: the register enters them when the second says yes.
-- Taken back by the one side or laid down by the other; what has ended does not begin again.
CREATE POLICY mandate_ended ON mandate FOR UPDATE TO suyuan_member
USING (standing_number('house') IN (principal_id, agent_id) AND revoked_at IS NULL)
WITH CHECK (revoked_at IS NOT NULL AND revoked_by_id = standing_number('account'));
--;
CREATE POLICY partnership_answered ON partnership FOR UPDATE TO suyuan_member
USING (standing_number('house') IN (repairer_id, maker_id));
--;
-- What one side may say of a partnership that has not ended: its end and, as the maker, whether the shop serves it. A
-- policy sees what a row becomes and not what it was.
CREATE FUNCTION partnership_word() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    speaker constant integer := standing_number('house');
BEGIN
    IF OLD.ended_at IS NOT NULL
       OR (NEW.ended_at IS NOT NULL AND NEW.ended_by_id IS DISTINCT FROM speaker)
       OR (NEW.serves_maker <> OLD.serves_maker AND OLD.maker_id IS DISTINCT FROM speaker)
    THEN
        RAISE EXCEPTION 'partnership %: that word is the other side''s', OLD.id USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
--;
CREATE TRIGGER partnership_word BEFORE UPDATE ON partnership
FOR EACH ROW WHEN (current_user = 'suyuan_member') EXECUTE FUNCTION partnership_word();
--;
-- A job runs as its user: one hands in as oneself. What waits for a signer goes on as the signer's, or back to whoever
-- prepared it; what became of it the worker says.
CREATE POLICY job_handed_in ON job FOR INSERT TO suyuan_member
WITH CHECK (party_id = standing_party() AND (standing_text('covered') = '' OR duty = ANY (standing_list('covered_names')))
            AND user_id = standing_number('user') AND state = 'queued' AND receipt = '' AND answer IS NULL);
--;
CREATE POLICY job_answered ON job FOR UPDATE TO suyuan_member
USING (party_id = standing_party() AND (standing_text('covered') = '' OR duty = ANY (standing_list('covered_names')))
       AND state = 'to_sign')
WITH CHECK (state IN ('returned', 'withdrawn') OR (state = 'queued' AND user_id = standing_number('user')));
--;
-- Who looked is who asks, in the post in which it asks.
DROP POLICY access_log_member ON access_log;
--;
CREATE POLICY access_log_member ON access_log FOR SELECT TO suyuan_member USING (party_id = standing_number('inside'));
--;
DROP POLICY access_log_grows ON access_log;
--;
CREATE POLICY access_log_grows ON access_log FOR INSERT TO suyuan_official, suyuan_operator, suyuan_auditor
WITH CHECK (concat_ws(':', account_id, post, department, level, territory) = standing_text('who'));
--;
-- An agent reads what its mandate is about in these as well; of findings those whose evidence it may read.
DROP POLICY event_member ON event;
--;
CREATE POLICY event_member ON event FOR SELECT TO suyuan_member
USING (party_id = standing_party() AND (standing_text('covered') = '' OR duty = ANY (standing_list('covered')::smallint[])));
--;
DROP POLICY tree_member ON tree;
--;
CREATE POLICY tree_member ON tree FOR SELECT TO suyuan_member
USING (party_id = standing_party() AND (standing_text('covered') = ''
       OR EXISTS (SELECT FROM filing WHERE filing.party_id = tree.party_id AND filing.filing = tree.filing)));
--;
-- The key under which the filing of a receipt is stored: the text in base 37, as suyuan.codes.packing has it.
CREATE FUNCTION receipt_key(receipt text) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT string_agg(lpad(to_hex(word), 16, '0'), '' ORDER BY half)::uuid
    FROM (
        SELECT place / 12 AS half, sum(round(37::numeric ^ (11 - place % 12)) * coalesce(strpos(
            '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', nullif(substr(replace(receipt, '-', ''), place + 1, 1), '')), 0)
        )::bigint AS word
        FROM generate_series(0, 23) AS place GROUP BY place / 12
    ) AS halves
$$;
--;
DROP POLICY finding_member ON finding;
--;
CREATE POLICY finding_member ON finding FOR SELECT TO suyuan_member
USING (standing_party() = ANY (parties) AND (standing_text('covered') = '' OR EXISTS (
    SELECT FROM jsonb_array_elements(evidence) AS piece JOIN filing ON filing.filing = receipt_key(piece ->> 'receipt')
    WHERE filing.party_id = standing_party())));
--;
-- The doors to stories take the service at its word who asks. Nobody asks them in a reader's role.
REVOKE EXECUTE ON FUNCTION story_around(uuid, text, timestamptz, date, text[], uuid[])
FROM suyuan_member, suyuan_official, suyuan_operator, suyuan_auditor;
--;
REVOKE EXECUTE ON FUNCTION story_of(uuid[], timestamptz, date, boolean, text[], uuid[])
FROM suyuan_member, suyuan_official, suyuan_operator, suyuan_auditor;
