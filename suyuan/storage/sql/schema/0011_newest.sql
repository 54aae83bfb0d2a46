-- Findings are read from the newest on. Blocks end with "--;".
CREATE INDEX finding_newest ON finding (found_at, id);
