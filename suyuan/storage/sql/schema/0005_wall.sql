-- The second wall: row-level security. What the application decides in domain.access is decided here once more, by
-- PostgreSQL itself. Roles are cluster-wide, so each is made only where it is not there yet. Blocks end with "--;".
--
--   suyuan_app       what web server and worker log in as: no policy speaks of it, so it reads no party's row
--   suyuan_member    a party's people: rows of that party (suyuan.party)
--   suyuan_official  a department: rows of parties in its territory and remit (suyuan.from, suyuan.until, ...)
--   suyuan_operator  who runs the platform;  suyuan_auditor reads the access log
--   suyuan_register  the register itself, which compares what parties filed
--   suyuan_load      writes by COPY, which PostgreSQL refuses under row-level security; may read nothing
--
-- All but suyuan_app are taken for one transaction, by SET LOCAL ROLE (storage.wall).

DO $$
DECLARE
    wanted text;
    words text;
BEGIN
    FOR wanted, words IN VALUES
        ('suyuan_app', 'LOGIN NOINHERIT NOBYPASSRLS'), ('suyuan_member', 'NOLOGIN NOINHERIT NOBYPASSRLS'),
        ('suyuan_official', 'NOLOGIN NOINHERIT NOBYPASSRLS'), ('suyuan_operator', 'NOLOGIN NOINHERIT NOBYPASSRLS'),
        ('suyuan_auditor', 'NOLOGIN NOINHERIT NOBYPASSRLS'), ('suyuan_register', 'NOLOGIN NOINHERIT NOBYPASSRLS'),
        ('suyuan_load', 'NOLOGIN NOINHERIT BYPASSRLS')
    LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I %s', wanted, words);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- another database's set-up was quicker
            END;
        END IF;
        IF wanted <> 'suyuan_app' AND NOT pg_has_role('suyuan_app', wanted, 'MEMBER') THEN
            EXECUTE format('GRANT %I TO suyuan_app', wanted);
        END IF;
    END LOOP;
    -- An owner that is no superuser may serve from its own address, and then stands as suyuan_app from its first
    -- statement on; and it makes the register the owner of the functions through which policies look across parties.
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        BEGIN
            GRANT suyuan_app, suyuan_register TO CURRENT_USER;
        EXCEPTION WHEN insufficient_privilege THEN
            IF NOT (pg_has_role('suyuan_app', 'MEMBER') AND pg_has_role('suyuan_register', 'MEMBER')) THEN
                RAISE;
            END IF;
        END;
    END IF;
END
$$;
--;
-- Tables of libraries (sessions, accounts, the queue) hold no party's records.
DO $$
DECLARE
    everybody constant text :=
        'suyuan_app, suyuan_member, suyuan_official, suyuan_operator, suyuan_auditor, suyuan_register';
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA public TO %s, suyuan_load', everybody);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO %s', everybody);
    EXECUTE format('GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO %s', everybody);
END
$$;
--;
-- What only the register writes is only read by others, row by row. The log grows and is never changed.
REVOKE INSERT, UPDATE, DELETE ON filing, tree, event, obligation, finding
FROM suyuan_app, suyuan_member, suyuan_official, suyuan_operator, suyuan_auditor;
--;
REVOKE INSERT, UPDATE, DELETE ON outlet FROM suyuan_app, suyuan_member, suyuan_official, suyuan_auditor;
--;
REVOKE UPDATE, DELETE ON access_log
FROM suyuan_app, suyuan_member, suyuan_official, suyuan_operator, suyuan_auditor, suyuan_register;
--;
-- Keys of batteries, claims on them, and leaves of the ledger have no party: nobody but the register has them at all.
REVOKE ALL ON code, contest, leaf FROM suyuan_app, suyuan_member, suyuan_official, suyuan_operator, suyuan_auditor;
--;
-- Who holds a post is known to the register and the operator.
REVOKE ALL ON post FROM suyuan_app, suyuan_member, suyuan_official, suyuan_auditor;
--;
GRANT INSERT ON filing, code, tree, contest, event, obligation, leaf TO suyuan_load;
--;
-- The settings of a transaction. Without them: NULL, and NULL is nobody's.
CREATE FUNCTION standing_party() RETURNS integer LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT nullif(current_setting('suyuan.party', true), '')::integer
$$;
--;
CREATE FUNCTION standing_text(name text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT current_setting('suyuan.' || name, true)
$$;
--;
CREATE FUNCTION standing_list(name text) RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT string_to_array(nullif(current_setting('suyuan.' || name, true), ''), ',')
$$;
--;
-- The parties with which a member's party has to do: for their names. Asked once for a statement.
CREATE FUNCTION known_parties() RETURNS SETOF integer LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    WITH RECURSIVE before(id) AS (
        SELECT standing_party()
        UNION SELECT succession.party_id FROM succession JOIN before ON succession.successor_id = before.id)
    SELECT id FROM before
    UNION SELECT principal_id FROM mandate WHERE agent_id = standing_party()
    UNION SELECT agent_id FROM mandate WHERE principal_id = standing_party()
    UNION SELECT principal_id FROM mandate_stop WHERE agent_id = standing_party()
    UNION SELECT agent_id FROM mandate_stop WHERE principal_id = standing_party()
    UNION SELECT repairer_id FROM partnership WHERE maker_id = standing_party()
    UNION SELECT maker_id FROM partnership WHERE repairer_id = standing_party()
    UNION SELECT successor_id FROM succession WHERE party_id = standing_party()
$$;
--;
-- The parties of an official's territory in which its department has something to read; ``roles``: what of them.
CREATE FUNCTION watched_parties(roles text) RETURNS SETOF integer LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT party.id FROM party
    WHERE party.region_code COLLATE "C" >= standing_text('from')
      AND party.region_code COLLATE "C" < standing_text('until')
      AND (standing_text('remit') = 'all' OR EXISTS (
          SELECT FROM party_role WHERE party_role.party_id = party.id AND party_role.role = ANY (standing_list(roles))))
$$;
--;
-- The parties of an official's territory, each with the duties that its department reads of it.
CREATE FUNCTION watched_duties() RETURNS TABLE (party_id integer, duty smallint) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT party_role.party_id, split_part(pair, ':', 2)::smallint
    FROM party JOIN party_role ON party_role.party_id = party.id
    JOIN unnest(standing_list('pairs')) AS pair ON split_part(pair, ':', 1) = party_role.role
    WHERE party.region_code COLLATE "C" >= standing_text('from')
      AND party.region_code COLLATE "C" < standing_text('until')
    UNION ALL
    SELECT party.id, single::smallint FROM party CROSS JOIN unnest(standing_list('duties')) AS single
    WHERE party.region_code COLLATE "C" >= standing_text('from')
      AND party.region_code COLLATE "C" < standing_text('until')
$$;
--;
GRANT CREATE ON SCHEMA public TO suyuan_register; -- who is given a function must be able to have made it
--;
ALTER FUNCTION known_parties() OWNER TO suyuan_register;
--;
ALTER FUNCTION watched_parties(text) OWNER TO suyuan_register;
--;
ALTER FUNCTION watched_duties() OWNER TO suyuan_register;
--;
REVOKE CREATE ON SCHEMA public FROM suyuan_register;
--;
-- Every table with a party is walled, for its owner too; the register passes.
DO $$
DECLARE
    walled text;
BEGIN
    FOREACH walled IN ARRAY ARRAY[
        'filing', 'tree', 'event', 'obligation', 'finding', 'access_log', 'contest', 'leaf',
        'party', 'party_role', 'application', 'party_change', 'succession', 'site', 'permit', 'maker_prefix',
        'partnership', 'outlet', 'membership', 'invitation', 'token', 'program', 'mandate', 'mandate_stop', 'job']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', walled);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', walled);
        IF walled <> 'access_log' THEN
            EXECUTE format('CREATE POLICY %I ON %I TO suyuan_register USING (true)', walled || '_register', walled);
        END IF;
    END LOOP;
    FOREACH walled IN ARRAY ARRAY[
        'party', 'party_role', 'application', 'party_change', 'succession', 'site', 'permit', 'maker_prefix',
        'partnership', 'outlet', 'membership', 'invitation', 'token', 'program', 'mandate', 'mandate_stop', 'job']
    LOOP
        EXECUTE format('CREATE POLICY %I ON %I TO suyuan_operator USING (true)', walled || '_operator', walled);
    END LOOP;
    FOREACH walled IN ARRAY ARRAY['filing', 'tree', 'event', 'obligation', 'finding']
    LOOP
        EXECUTE format('CREATE POLICY %I ON %I FOR SELECT TO suyuan_operator USING (true)', walled || '_operator', walled);
    END LOOP;
    -- what belongs to one party and nobody else
    FOREACH walled IN ARRAY ARRAY[
        'application', 'party_change', 'site', 'permit', 'membership', 'invitation', 'token', 'program']
    LOOP
        EXECUTE format('CREATE POLICY %I ON %I TO suyuan_member USING (party_id = standing_party())', walled || '_member', walled);
    END LOOP;
    FOREACH walled IN ARRAY ARRAY['tree', 'event', 'maker_prefix', 'outlet']
    LOOP
        EXECUTE format('CREATE POLICY %I ON %I FOR SELECT TO suyuan_member USING (party_id = standing_party())', walled || '_member', walled);
    END LOOP;
    -- an agent reads what its mandate is about (suyuan.covered; empty = everything)
    FOREACH walled IN ARRAY ARRAY['filing', 'obligation']
    LOOP
        EXECUTE format('CREATE POLICY %I ON %I FOR SELECT TO suyuan_member USING (party_id = standing_party() '
            'AND (standing_text(''covered'') = '''' OR duty = ANY (standing_list(''covered'')::smallint[])))', walled || '_member', walled);
    END LOOP;
    -- what a department reads of the enterprises whose matters it supervises
    FOREACH walled IN ARRAY ARRAY['application', 'party_change', 'site']
    LOOP
        EXECUTE format('CREATE POLICY %I ON %I FOR SELECT TO suyuan_official USING (party_id IN (SELECT watched_parties(''roles'')))', walled || '_official', walled);
    END LOOP;
    FOREACH walled IN ARRAY ARRAY['party_role', 'maker_prefix', 'outlet']
    LOOP
        EXECUTE format('CREATE POLICY %I ON %I FOR SELECT TO suyuan_official USING (party_id IN (SELECT watched_parties(''seen'')))', walled || '_official', walled);
    END LOOP;
    FOREACH walled IN ARRAY ARRAY['filing', 'obligation', 'event']
    LOOP
        EXECUTE format('CREATE POLICY %I ON %I FOR SELECT TO suyuan_official USING (standing_text(''remit'') = ''all'' '
            'OR (party_id, duty) IN (SELECT watched.party_id, watched.duty FROM watched_duties() AS watched))', walled || '_official', walled);
    END LOOP;
END
$$;
--;
CREATE POLICY finding_member ON finding FOR SELECT TO suyuan_member USING (standing_party() = ANY (parties));
--;
CREATE POLICY finding_official ON finding FOR SELECT TO suyuan_official
USING (standing_text('remit') = 'all' OR parties && ARRAY(SELECT watched_parties('roles')));
--;
CREATE POLICY tree_official ON tree FOR SELECT TO suyuan_official
USING (standing_text('remit') = 'all' OR party_id IN (SELECT watched_parties('roles')));
--;
CREATE POLICY party_member ON party FOR SELECT TO suyuan_member USING (id IN (SELECT known_parties()));
--;
CREATE POLICY party_official ON party FOR SELECT TO suyuan_official
USING (standing_text('remit') = 'all' OR id IN (SELECT watched_parties('seen')));
--;
CREATE POLICY party_auditor ON party FOR SELECT TO suyuan_auditor
USING (EXISTS (SELECT FROM access_log WHERE access_log.party_id = party.id)); -- by their names
--;
CREATE POLICY party_role_member ON party_role FOR SELECT TO suyuan_member
USING (party_id IN (SELECT known_parties()));
--;
CREATE POLICY permit_official ON permit FOR SELECT TO suyuan_official
USING (party_id IN (SELECT watched_parties('listed')) AND kind = ANY (standing_list('permits')));
--;
CREATE POLICY succession_member ON succession FOR SELECT TO suyuan_member
USING (party_id = standing_party() OR successor_id = standing_party());
--;
CREATE POLICY partnership_member ON partnership TO suyuan_member
USING (repairer_id = standing_party() OR maker_id = standing_party());
--;
CREATE POLICY mandate_member ON mandate TO suyuan_member
USING (principal_id = standing_party() OR agent_id = standing_party());
--;
CREATE POLICY mandate_stop_member ON mandate_stop TO suyuan_member
USING (principal_id = standing_party() OR agent_id = standing_party());
--;
CREATE POLICY job_member ON job TO suyuan_member
USING (party_id = standing_party() AND (standing_text('covered') = '' OR duty = ANY (standing_list('covered_names'))));
--;
CREATE POLICY access_log_grows ON access_log FOR INSERT
TO suyuan_official, suyuan_operator, suyuan_auditor, suyuan_register WITH CHECK (true);
--;
CREATE POLICY access_log_member ON access_log FOR SELECT TO suyuan_member USING (party_id = standing_party());
--;
CREATE POLICY access_log_auditor ON access_log FOR SELECT TO suyuan_auditor USING (true);
