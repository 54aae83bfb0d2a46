-- Custody: filings whose subjects are to be judged anew, subjects of which only time may decide, hand-overs as they
-- stand, what was done about findings, and sums of what was filed. Blocks end with "--;".

-- A filing that was accepted or taken back (sign 1 or -1) since the last examination.
CREATE TABLE unexamined (
    filing    uuid NOT NULL,
    sign      smallint NOT NULL CHECK (sign IN (1, -1)),
    queued_at timestamptz NOT NULL,
    PRIMARY KEY (filing, sign)
);
--;
CREATE INDEX unexamined_first ON unexamined (queued_at);
--;
-- A subject to be looked at again on a day: until then nothing about it changes without a new filing.
CREATE TABLE watch (
    subject   uuid NOT NULL,
    look_date date NOT NULL,
    PRIMARY KEY (subject)
);
--;
CREATE INDEX watch_next ON watch (look_date);
--;
-- Sums of what one party filed under one duty in one month: what happened, with whom, to which product.
CREATE TABLE tally (
    party_id     integer NOT NULL,
    duty         smallint NOT NULL,
    kind         smallint NOT NULL,
    month        date NOT NULL,
    counterparty text COLLATE "C" NOT NULL,
    product      text COLLATE "C" NOT NULL, -- first seven positions of the codes; of what a recycler ships: the element
    number       bigint NOT NULL,
    mass_g       bigint NOT NULL,
    unweighed    bigint NOT NULL, -- how many of them have no mass
    PRIMARY KEY (party_id, duty, kind, month, counterparty, product)
);
--;
-- Hand-overs as they stand: either side may be missing. Where the two sides name different parties there are two rows, so
-- that each is read by the parties that it names. Written by the examiner from the events, and by nobody else.
CREATE TABLE handover (
    subject     uuid NOT NULL,
    ordinal     smallint NOT NULL, -- of the battery's hand-overs, by their days
    state       text COLLATE "C" NOT NULL,
    sender      text COLLATE "C" NOT NULL,
    receiver    text COLLATE "C" NOT NULL,
    sender_id   integer, -- where they are registered
    receiver_id integer,
    out_duty    smallint, -- under which the sender filed, or owes it
    into_duty   smallint,
    out_filing  uuid,
    into_filing uuid,
    out_date    date,
    into_date   date,
    out_mass_g  bigint,
    into_mass_g bigint,
    refused     boolean NOT NULL,
    transfer_no text NOT NULL,
    due_date    date, -- of the side that is missing
    PRIMARY KEY (subject, ordinal)
);
--;
CREATE INDEX handover_sent ON handover (sender_id, coalesce(due_date, 'infinity'), subject, ordinal);
--;
CREATE INDEX handover_come ON handover (receiver_id, coalesce(due_date, 'infinity'), subject, ordinal);
--;
ALTER TABLE finding
    ADD COLUMN owner_id integer,  -- the party that is asked first
    ADD COLUMN due_date date,     -- until when it should say something
    ADD COLUMN closed_at timestamptz,
    ADD COLUMN closed_by text COLLATE "C"; -- the receipt of the papers that explain it
--;
CREATE INDEX finding_kind ON finding (kind, state);
--;
-- What somebody did about a finding. Rows are added and never changed.
CREATE TABLE finding_act (
    finding    uuid NOT NULL,
    at         timestamptz NOT NULL,
    party_id   integer,
    account_id integer NOT NULL,
    act        text COLLATE "C" NOT NULL CHECK (act IN ('explain', 'confirm', 'reopen', 'case', 'close')),
    words      text NOT NULL,
    seen       bytea NOT NULL, -- SHA-256 of the evidence as it was shown
    PRIMARY KEY (finding, at, account_id)
);
--;
CREATE INDEX event_transfer ON event ((body ->> 'transfer_no'))
WHERE kind IN (9, 10, 11) AND replaced_at IS NULL AND (body ->> 'transfer_no') IS NOT NULL;
--;
ALTER TABLE unexamined ENABLE ROW LEVEL SECURITY;
--;
ALTER TABLE unexamined FORCE ROW LEVEL SECURITY;
--;
ALTER TABLE watch ENABLE ROW LEVEL SECURITY;
--;
ALTER TABLE watch FORCE ROW LEVEL SECURITY;
--;
ALTER TABLE handover ENABLE ROW LEVEL SECURITY;
--;
ALTER TABLE handover FORCE ROW LEVEL SECURITY;
--;
ALTER TABLE tally ENABLE ROW LEVEL SECURITY;
--;
ALTER TABLE tally FORCE ROW LEVEL SECURITY;
--;
ALTER TABLE finding_act ENABLE ROW LEVEL SECURITY;
--;
ALTER TABLE finding_act FORCE ROW LEVEL SECURITY;
--;
CREATE POLICY unexamined_register ON unexamined TO suyuan_register USING (true);
--;
CREATE POLICY watch_register ON watch TO suyuan_register USING (true);
--;
CREATE POLICY handover_register ON handover TO suyuan_register USING (true);
--;
CREATE POLICY tally_register ON tally TO suyuan_register USING (true);
--;
CREATE POLICY finding_act_register ON finding_act TO suyuan_register USING (true);
--;
GRANT SELECT, INSERT, UPDATE, DELETE ON unexamined, watch, tally, handover TO suyuan_register;
--;
GRANT SELECT, INSERT ON finding_act TO suyuan_register;
--;
-- A hand-over is read by the two that it names, by an agent if its mandate is about that side, and by who watches either.
GRANT SELECT ON handover TO suyuan_member, suyuan_official, suyuan_operator;
--;
CREATE POLICY handover_member ON handover FOR SELECT TO suyuan_member
USING ((sender_id = standing_party()
        AND (standing_text('covered') = '' OR out_duty = ANY (standing_list('covered')::smallint[])))
    OR (receiver_id = standing_party()
        AND (standing_text('covered') = '' OR into_duty = ANY (standing_list('covered')::smallint[]))));
--;
CREATE POLICY handover_official ON handover FOR SELECT TO suyuan_official
USING (standing_text('remit') = 'all'
    OR (sender_id, out_duty) IN (SELECT watched.party_id, watched.duty FROM watched_duties() AS watched)
    OR (receiver_id, into_duty) IN (SELECT watched.party_id, watched.duty FROM watched_duties() AS watched));
--;
CREATE POLICY handover_operator ON handover FOR SELECT TO suyuan_operator USING (true);
--;
-- Sums are read by the party itself, and by officials of the parties that they watch.
GRANT SELECT ON tally TO suyuan_member, suyuan_official, suyuan_operator;
--;
CREATE POLICY tally_member ON tally FOR SELECT TO suyuan_member
USING (party_id = standing_party() AND (standing_text('covered') = '' OR duty = ANY (standing_list('covered')::smallint[])));
--;
CREATE POLICY tally_official ON tally FOR SELECT TO suyuan_official
USING (standing_text('remit') = 'all'
       OR (party_id, duty) IN (SELECT watched.party_id, watched.duty FROM watched_duties() AS watched));
--;
CREATE POLICY tally_operator ON tally FOR SELECT TO suyuan_operator USING (true);
--;
-- What was done about a finding is read by who reads the finding.
GRANT SELECT ON finding_act TO suyuan_member, suyuan_official, suyuan_operator;
--;
CREATE POLICY finding_act_member ON finding_act FOR SELECT TO suyuan_member
USING (EXISTS (SELECT FROM finding WHERE finding.id = finding_act.finding));
--;
CREATE POLICY finding_act_official ON finding_act FOR SELECT TO suyuan_official
USING (EXISTS (SELECT FROM finding WHERE finding.id = finding_act.finding));
--;
CREATE POLICY finding_act_operator ON finding_act FOR SELECT TO suyuan_operator USING (true);
