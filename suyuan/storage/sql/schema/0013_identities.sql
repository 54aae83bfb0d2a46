-- Digital identities: what a card needs beside the story of its battery, in one round trip; and codes that somebody
-- scanned and nobody registered. Blocks end with "--;".

-- The leaves of an identity (what = 1), open to anybody as they say nothing but the code and what became of its card, and
-- the specifications filed for its product (what = 2).
CREATE FUNCTION identity_of(asked uuid, products uuid[], specified smallint) RETURNS TABLE (
    what smallint, at timestamptz, salt bytea, commitment bytea, fact text, place bigint, party_id integer
) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT 1::smallint, leaf.queued_at, leaf.salt, leaf.commitment, leaf.fact, leaf.place, NULL::integer
    FROM leaf WHERE leaf.about = asked AND leaf.kind = 3
    UNION ALL
    SELECT 2::smallint, event.recorded_at, NULL, NULL, event.body::text, NULL, event.party_id
    FROM event WHERE event.subject = ANY (products) AND event.kind = specified AND event.replaced_at IS NULL;
END
$$;
--;
GRANT CREATE ON SCHEMA public TO suyuan_register;
--;
ALTER FUNCTION identity_of(uuid, uuid[], smallint) OWNER TO suyuan_register;
--;
REVOKE CREATE ON SCHEMA public FROM suyuan_register;
--;
REVOKE ALL ON FUNCTION identity_of(uuid, uuid[], smallint) FROM PUBLIC;
--;
GRANT EXECUTE ON FUNCTION identity_of(uuid, uuid[], smallint)
TO suyuan_app, suyuan_member, suyuan_official, suyuan_operator, suyuan_auditor, suyuan_register;
--;
-- The operator revokes identities: it may queue a leaf about one, and touch no other.
GRANT INSERT ON leaf TO suyuan_operator;
--;
CREATE POLICY leaf_operator ON leaf FOR INSERT TO suyuan_operator WITH CHECK (kind = 3 AND place IS NULL);
--;
-- A well-formed code that somebody looked up and nobody registered: perhaps a forged label. Who looked is not kept.
CREATE TABLE stranger (
    code       uuid NOT NULL,
    first_date date NOT NULL,
    last_date  date NOT NULL,
    times      integer NOT NULL,
    PRIMARY KEY (code)
);
--;
CREATE INDEX stranger_day ON stranger (last_date);
--;
ALTER TABLE stranger ENABLE ROW LEVEL SECURITY;
--;
ALTER TABLE stranger FORCE ROW LEVEL SECURITY;
--;
CREATE POLICY stranger_register ON stranger TO suyuan_register USING (true);
--;
GRANT SELECT, INSERT, UPDATE, DELETE ON stranger TO suyuan_register;
