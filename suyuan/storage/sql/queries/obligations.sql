-- name: find_same
-- Clocks of some parties about some subjects.
SELECT party_id, duty, subject, cause_date, opened_date, due_date, met_date, opened_filing FROM obligation
WHERE subject = ANY(%(subjects)s) AND party_id = ANY(%(parties)s) AND duty = ANY(%(duties)s);

-- name: meet
-- Meets clocks: the day of the event is now known and so is the due day, and under which item it was filed.
UPDATE obligation SET duty = new.filed, opened_date = new.opened, due_date = new.due, met_date = new.met, met_filing = new.filing,
    before_duty = obligation.duty, before_opened = obligation.opened_date, before_due = obligation.due_date
FROM (SELECT unnest(%(party)s::int[]) AS party_id, unnest(%(duty)s::smallint[]) AS duty, unnest(%(filed)s::smallint[]) AS filed,
             unnest(%(subject)s::uuid[]) AS subject, unnest(%(cause)s::date[]) AS cause_date,
             unnest(%(opened)s::date[]) AS opened, unnest(%(due)s::date[]) AS due,
             unnest(%(met)s::date[]) AS met, unnest(%(filing)s::uuid[]) AS filing) AS new
WHERE obligation.party_id = new.party_id AND obligation.duty = new.duty AND obligation.subject = new.subject
  AND obligation.cause_date = new.cause_date;

-- name: find_page
-- One page of clocks, by due day (awaiting ones last), then party, duty and subject.
SELECT obligation.party_id, party.uscc, party.name, obligation.duty, obligation.subject, obligation.subject_kind,
       obligation.subject_id, obligation.cause_date, obligation.opened_date, obligation.due_date, obligation.met_date
FROM obligation JOIN party ON party.id = obligation.party_id
WHERE {condition}
ORDER BY coalesce(obligation.due_date, 'infinity'), obligation.party_id, obligation.duty, obligation.subject,
         obligation.cause_date
LIMIT %(limit)s;

-- name: count_states
-- How many clocks stand in each state, by duty.
SELECT obligation.duty,
       CASE WHEN met_date IS NOT NULL THEN CASE WHEN met_date > due_date THEN 'met_late' ELSE 'met' END
            WHEN due_date IS NULL THEN 'awaiting'
            WHEN due_date < %(today)s THEN 'overdue' ELSE 'open' END AS state,
       count(*)
FROM obligation JOIN party ON party.id = obligation.party_id
WHERE {condition}
GROUP BY 1, 2 ORDER BY 1, 2;

-- name: count_states_of_many
-- The same, without what fewer than three parties contribute to.
SELECT obligation.duty,
       CASE WHEN met_date IS NOT NULL THEN CASE WHEN met_date > due_date THEN 'met_late' ELSE 'met' END
            WHEN due_date IS NULL THEN 'awaiting'
            WHEN due_date < %(today)s THEN 'overdue' ELSE 'open' END AS state,
       count(*)
FROM obligation JOIN party ON party.id = obligation.party_id
WHERE {condition}
GROUP BY 1, 2 HAVING count(DISTINCT obligation.party_id) >= 3 ORDER BY 1, 2;

-- name: sweep
-- The nightly sweep: clocks whose due day has passed, by party and duty. Served by the partial index alone.
SELECT party_id, duty, count(*) FROM obligation
WHERE met_date IS NULL AND due_date < %(today)s
GROUP BY party_id, duty;

-- name: any_unmet
-- Whether a party has an unmet clock of some duties.
SELECT EXISTS (SELECT FROM obligation
               WHERE party_id = %(party_id)s AND duty = ANY(%(duties)s::smallint[]) AND met_date IS NULL);

-- name: reopen_met
-- Opens again the clocks that a filing met but did not open, as they stood before.
UPDATE obligation
SET duty = before_duty, opened_date = before_opened, due_date = before_due, met_date = NULL, met_filing = NULL,
    before_duty = NULL, before_opened = NULL, before_due = NULL
WHERE met_filing = %(filing)s AND opened_filing <> %(filing)s;

-- name: hand_over_met
-- Leaves a clock that a filing opened and another one met to the other: who reported is known to have reported.
UPDATE obligation SET opened_filing = met_filing, before_duty = NULL, before_opened = NULL, before_due = NULL
WHERE opened_filing = %(filing)s AND met_filing <> %(filing)s;

-- name: remove_opened
-- Takes back the clocks that a filing opened; the filing itself and its events keep the history.
DELETE FROM obligation WHERE opened_filing = %(filing)s;

-- name: find_met_days
-- When each subject was filed by one filing: a correction keeps these days.
SELECT subject_id, min(met_date) FROM obligation WHERE met_filing = %(filing)s GROUP BY subject_id;
