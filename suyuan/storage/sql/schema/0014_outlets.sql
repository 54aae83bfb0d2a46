-- Outlets by place, and what their firms say of them between filings. Blocks end with "--;".
-- Nearness is asked in degrees here and in metres of what comes back: the index knows planes, not the earth.
CREATE INDEX outlet_place ON outlet USING gist (point(longitude_udeg, latitude_udeg));
--;
ALTER TABLE outlet_word ENABLE ROW LEVEL SECURITY;
--;
ALTER TABLE outlet_word FORCE ROW LEVEL SECURITY;
--;
CREATE POLICY outlet_word_register ON outlet_word TO suyuan_register USING (true);
--;
CREATE POLICY outlet_word_operator ON outlet_word FOR SELECT TO suyuan_operator USING (true);
--;
CREATE POLICY outlet_word_member ON outlet_word FOR SELECT TO suyuan_member USING (party_id = standing_party());
--;
CREATE POLICY outlet_word_official ON outlet_word FOR SELECT TO suyuan_official
USING (party_id IN (SELECT watched_parties('seen')));
--;
REVOKE ALL ON outlet_word FROM suyuan_app, suyuan_member, suyuan_official, suyuan_operator, suyuan_auditor;
--;
GRANT SELECT ON outlet_word TO suyuan_member, suyuan_official, suyuan_operator;
--;
GRANT SELECT, INSERT, UPDATE, DELETE ON outlet_word TO suyuan_register;
--;
GRANT USAGE ON SEQUENCE outlet_word_id_seq TO suyuan_register;
--;
GRANT DELETE ON outlet TO suyuan_register;
--;
-- Sales of vehicles by the firm that reports them, the division in which they were sold, and the month; kept as filings
-- are examined.
CREATE TABLE sale (
    party_id    integer NOT NULL,
    region_code text COLLATE "C" NOT NULL,
    month       date NOT NULL,
    number      bigint NOT NULL,
    PRIMARY KEY (party_id, region_code, month)
);
--;
INSERT INTO sale
SELECT party_id, body ->> 'region_code', date_trunc('month', happened_date)::date, count(*) FROM event
WHERE kind = 6 AND replaced_at IS NULL AND body ->> 'region_code' IS NOT NULL
GROUP BY party_id, body ->> 'region_code', date_trunc('month', happened_date);
--;
-- Batteries that an independent shop or a swap operator was the first to put to use: sold to nobody who makes vehicles,
-- unless a certificate names them. Who used it, and when.
CREATE TABLE loose (
    subject    uuid NOT NULL,
    prefix     text COLLATE "C" NOT NULL,
    party_id   integer NOT NULL,
    first_date date NOT NULL,
    filing     uuid NOT NULL,
    PRIMARY KEY (subject)
);
--;
CREATE INDEX loose_prefix ON loose (prefix);
--;
ALTER TABLE sale ENABLE ROW LEVEL SECURITY;
--;
ALTER TABLE sale FORCE ROW LEVEL SECURITY;
--;
ALTER TABLE loose ENABLE ROW LEVEL SECURITY;
--;
ALTER TABLE loose FORCE ROW LEVEL SECURITY;
--;
CREATE POLICY sale_register ON sale TO suyuan_register USING (true);
--;
CREATE POLICY loose_register ON loose TO suyuan_register USING (true);
--;
GRANT SELECT, INSERT, UPDATE, DELETE ON sale, loose TO suyuan_register;
