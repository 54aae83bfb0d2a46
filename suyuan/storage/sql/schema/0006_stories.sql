-- Stories of batteries and vehicles: the one place where a reader is given rows of others, masked by domain.access. The
-- register looks them up, and gives them only to who stands in the chain. Blocks end with "--;".

-- Does a reader stand in a chain: its party filed in it or is named there, or an official watches one of the firms in
-- it? ``reader``: a role and the values of its settings (storage.wall.Pass). For the functions below alone.
CREATE FUNCTION chain_opens(reader text[], filers integer[], named text[]) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    CASE reader[1]
        WHEN 'suyuan_operator' THEN
            RETURN true;
        WHEN 'suyuan_member' THEN
            RETURN coalesce(reader[2]::integer = ANY (filers), false) OR coalesce(
                (SELECT party.uscc FROM party WHERE party.id = reader[2]::integer) = ANY (named), false);
        WHEN 'suyuan_official' THEN
            RETURN reader[4] = 'all' OR EXISTS (
                SELECT FROM party JOIN party_role ON party_role.party_id = party.id
                WHERE (party.id = ANY (filers) OR party.uscc = ANY (named))
                  AND party.region_code COLLATE "C" >= reader[2] AND party.region_code COLLATE "C" < reader[3]
                  AND party_role.role = ANY (string_to_array(reader[5], ',')));
        ELSE
            RETURN false;
    END CASE;
END
$$;
--;
-- All that a trace asks, in one round: the trees under the top of a code (with whether anything was found about the
-- code itself), then what happened to the code, to the modules and the top of its trees, and to whatever these events
-- name (the vehicle). Rows of trees have a manifest, rows of events do not; in no order, which the few rows can be put
-- into for less than the plan of a sort costs. ``through``: codes whose story led here, in which the reader may stand
-- as well.
CREATE FUNCTION story_around(
    asked uuid, asked_name text, known_at timestamptz, until_date date, reader text[], through uuid[]
) RETURNS TABLE (
    manifest text, alarmed boolean, subject uuid, filing uuid, line integer, kind smallint, object uuid,
    party_id integer, duty smallint, happened_date date, recorded_at timestamptz, counterparty text, body text
) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    mine constant integer := CASE reader[1] WHEN 'suyuan_member' THEN reader[2]::integer END; -- the usual case, seen at once
BEGIN
    RETURN QUERY
    WITH here AS MATERIALIZED (
        SELECT tree.top, tree.filing, tree.party_id, tree.recorded_at, tree.manifest, tree.modules
        FROM code JOIN tree ON tree.top = code.top
        WHERE code.code = asked
          AND tree.recorded_at <= known_at AND (tree.replaced_at IS NULL OR tree.replaced_at > known_at)
    ), own AS MATERIALIZED (
        SELECT event.subject, event.filing, event.line, event.kind, event.object, event.party_id, event.duty,
               event.happened_date, event.recorded_at, event.counterparty, event.body
        FROM event
        WHERE event.subject = ANY (ARRAY(SELECT unnest(here.modules || here.top) FROM here) || asked)
          AND event.recorded_at <= known_at AND (event.replaced_at IS NULL OR event.replaced_at > known_at)
          AND event.happened_date <= until_date
    ), about AS MATERIALIZED (
        SELECT event.subject, event.filing, event.line, event.kind, event.object, event.party_id, event.duty,
               event.happened_date, event.recorded_at, event.counterparty, event.body
        FROM event
        WHERE event.subject = ANY (ARRAY(SELECT own.object FROM own))
          AND event.subject <> ALL (ARRAY(SELECT own.subject FROM own))
          AND event.recorded_at <= known_at AND (event.replaced_at IS NULL OR event.replaced_at > known_at)
          AND event.happened_date <= until_date
    ), told AS (
        SELECT here.manifest, EXISTS (SELECT FROM finding WHERE finding.subject_id = asked_name) AS alarmed,
               NULL::uuid AS subject, here.filing, NULL::integer AS line, NULL::smallint AS kind, NULL::uuid AS object,
               here.party_id, NULL::smallint AS duty, NULL::date AS happened_date, here.recorded_at,
               NULL::text AS counterparty, NULL::text AS body
        FROM here
        UNION ALL
        SELECT NULL, NULL, own.subject, own.filing, own.line, own.kind, own.object, own.party_id, own.duty,
               own.happened_date, own.recorded_at, own.counterparty, own.body::text
        FROM own
        UNION ALL
        SELECT NULL, NULL, about.subject, about.filing, about.line, about.kind, about.object, about.party_id,
               about.duty, about.happened_date, about.recorded_at, about.counterparty, about.body::text
        FROM about
    )
    SELECT told.* FROM told
    WHERE reader[1] = 'suyuan_operator' -- seen at once, as is
       OR EXISTS (SELECT FROM own WHERE own.party_id = mine) OR EXISTS (SELECT FROM here WHERE here.party_id = mine)
       OR chain_opens(
        reader,
        ARRAY(SELECT here.party_id FROM here UNION ALL SELECT own.party_id FROM own
              UNION ALL SELECT about.party_id FROM about
              UNION ALL SELECT event.party_id FROM event WHERE event.subject = ANY (through)),
        ARRAY(SELECT own.counterparty FROM own UNION ALL SELECT about.counterparty FROM about
              UNION ALL SELECT event.counterparty FROM event WHERE event.subject = ANY (through)));
END
$$;
--;
-- What happened to some subjects and, where asked for, to whatever their events name, as known at an instant, in the
-- order of happening.
CREATE FUNCTION story_of(
    asked uuid[], known_at timestamptz, until_date date, with_objects boolean, reader text[], through uuid[]
) RETURNS TABLE (
    subject uuid, filing uuid, line integer, kind smallint, object uuid, party_id integer, duty smallint,
    happened_date date, recorded_at timestamptz, counterparty text, body text
) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    mine constant integer := CASE reader[1] WHEN 'suyuan_member' THEN reader[2]::integer END; -- the usual case, seen at once
BEGIN
    RETURN QUERY
    WITH own AS MATERIALIZED (
        SELECT event.subject, event.filing, event.line, event.kind, event.object, event.party_id, event.duty,
               event.happened_date, event.recorded_at, event.counterparty, event.body
        FROM event
        WHERE event.subject = ANY (asked)
          AND event.recorded_at <= known_at AND (event.replaced_at IS NULL OR event.replaced_at > known_at)
          AND event.happened_date <= until_date
    ), about AS MATERIALIZED (
        SELECT event.subject, event.filing, event.line, event.kind, event.object, event.party_id, event.duty,
               event.happened_date, event.recorded_at, event.counterparty, event.body
        FROM event
        WHERE with_objects AND event.subject = ANY (ARRAY(SELECT own.object FROM own))
          AND event.subject <> ALL (asked)
          AND event.recorded_at <= known_at AND (event.replaced_at IS NULL OR event.replaced_at > known_at)
          AND event.happened_date <= until_date
    )
    SELECT told.subject, told.filing, told.line, told.kind, told.object, told.party_id, told.duty, told.happened_date,
           told.recorded_at, told.counterparty, told.body::text
    FROM (SELECT own.* FROM own UNION ALL SELECT about.* FROM about) AS told
    WHERE reader[1] = 'suyuan_operator' -- seen at once, as is
       OR EXISTS (SELECT FROM own WHERE own.party_id = mine)
       OR chain_opens(
        reader,
        ARRAY(SELECT own.party_id FROM own UNION ALL SELECT about.party_id FROM about
              UNION ALL SELECT event.party_id FROM event WHERE event.subject = ANY (through)),
        ARRAY(SELECT own.counterparty FROM own UNION ALL SELECT about.counterparty FROM about
              UNION ALL SELECT event.counterparty FROM event WHERE event.subject = ANY (through)))
    ORDER BY told.happened_date, told.recorded_at, told.filing, told.line;
END
$$;
--;
GRANT CREATE ON SCHEMA public TO suyuan_register; -- who is given a function must be able to have made it
--;
ALTER FUNCTION story_around(uuid, text, timestamptz, date, text[], uuid[]) OWNER TO suyuan_register;
--;
ALTER FUNCTION story_of(uuid[], timestamptz, date, boolean, text[], uuid[]) OWNER TO suyuan_register;
--;
REVOKE CREATE ON SCHEMA public FROM suyuan_register;
--;
-- Who may ask them: the service, in whatever standing; nobody else of the database.
REVOKE ALL ON FUNCTION chain_opens(text[], integer[], text[]) FROM PUBLIC;
--;
GRANT EXECUTE ON FUNCTION chain_opens(text[], integer[], text[]) TO suyuan_register;
--;
REVOKE ALL ON FUNCTION story_around(uuid, text, timestamptz, date, text[], uuid[]) FROM PUBLIC;
--;
GRANT EXECUTE ON FUNCTION story_around(uuid, text, timestamptz, date, text[], uuid[])
TO suyuan_app, suyuan_member, suyuan_official, suyuan_operator, suyuan_auditor, suyuan_register;
--;
REVOKE ALL ON FUNCTION story_of(uuid[], timestamptz, date, boolean, text[], uuid[]) FROM PUBLIC;
--;
GRANT EXECUTE ON FUNCTION story_of(uuid[], timestamptz, date, boolean, text[], uuid[])
TO suyuan_app, suyuan_member, suyuan_official, suyuan_operator, suyuan_auditor, suyuan_register;
