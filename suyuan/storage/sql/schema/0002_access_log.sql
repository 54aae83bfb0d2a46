-- Who of an authority, the platform or the audit read which party's records. Rows are only ever added: no role may
-- change or remove one, the owner of the table neither. Blocks end with a line "--;".

-- One row for every party whose records one answer showed to somebody with a post; party_id NULL = no single party.
CREATE TABLE access_log (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at          timestamptz NOT NULL,
    account_id  integer NOT NULL,
    post        text COLLATE "C" NOT NULL,
    department  text COLLATE "C" NOT NULL,
    level       text COLLATE "C" NOT NULL,
    territory   text COLLATE "C" NOT NULL,
    act         text COLLATE "C" NOT NULL,
    object_kind text COLLATE "C" NOT NULL,
    object_id   text COLLATE "C" NOT NULL,
    party_id    integer,
    request_id  text COLLATE "C" NOT NULL
);
--;
CREATE INDEX access_log_party ON access_log (party_id, id) WHERE party_id IS NOT NULL;
--;
CREATE INDEX access_log_account ON access_log (account_id, id);
--;
CREATE FUNCTION access_log_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'access_log only grows: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;
--;
CREATE TRIGGER access_log_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON access_log
FOR EACH STATEMENT EXECUTE FUNCTION access_log_stands();
--;
ALTER TABLE access_log ENABLE ALWAYS TRIGGER access_log_only_grows;
--;
REVOKE UPDATE, DELETE, TRUNCATE ON access_log FROM PUBLIC;
