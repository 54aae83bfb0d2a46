-- Products and days of which others name packs that their maker never filed, and when to look at their serial numbers.
-- Blocks end with "--;".
CREATE TABLE rhythm (
    stem      uuid NOT NULL, -- key of the first 17 positions of a code: product, line and day
    look_date date, -- NULL: nothing was filed since the last look
    PRIMARY KEY (stem)
);
--;
CREATE INDEX rhythm_next ON rhythm (look_date) WHERE look_date IS NOT NULL;
--;
ALTER TABLE rhythm ENABLE ROW LEVEL SECURITY;
--;
ALTER TABLE rhythm FORCE ROW LEVEL SECURITY;
--;
CREATE POLICY rhythm_register ON rhythm TO suyuan_register USING (true);
--;
GRANT SELECT, INSERT, UPDATE, DELETE ON rhythm TO suyuan_register;
