-- name: findings
-- Findings that stand, by the firm that is asked first and by kind: how many, since when, how many past their answer day.
SELECT owner_id, kind, count(*), min((found_at AT TIME ZONE 'Asia/Shanghai')::date),
       count(*) FILTER (WHERE state = 'open' AND due_date < %(today)s),
       min(due_date) FILTER (WHERE state = 'open' AND due_date < %(today)s)
FROM finding WHERE state IN ('open', 'explained', 'confirmed') AND owner_id IS NOT NULL
GROUP BY owner_id, kind;

-- name: overdue
-- Clocks past their day, by firm.
SELECT party_id, count(*), min(due_date) FROM obligation
WHERE met_date IS NULL AND due_date < %(today)s
GROUP BY party_id;

-- name: duties
-- The clocks of one firm by duty: all, past their day, met late; and the first day that is past.
SELECT duty, count(*), count(*) FILTER (WHERE met_date IS NULL AND due_date < %(today)s),
       count(*) FILTER (WHERE met_date > due_date), min(due_date) FILTER (WHERE met_date IS NULL AND due_date < %(today)s)
FROM obligation WHERE party_id = %(party)s GROUP BY duty;

-- name: flows
-- What one firm reported in some months, by event and partner.
SELECT kind, counterparty, sum(number)::bigint, sum(mass_g)::bigint, sum(unweighed)::bigint FROM tally
WHERE party_id = %(party)s AND month >= %(since)s
GROUP BY kind, counterparty ORDER BY 3 DESC;

-- name: holding
-- What came into one firm's hands and did not leave, by what it reported last of each battery; on one day, leaving is last.
SELECT count(*) FILTER (WHERE NOT went), min(happened_date) FILTER (WHERE NOT went), count(*) FILTER (WHERE went)
FROM (SELECT DISTINCT ON (subject) happened_date, kind = ANY (%(went)s) AS went FROM event
      WHERE party_id = %(party)s AND replaced_at IS NULL AND kind = ANY (%(came)s || %(went)s)
      ORDER BY subject, happened_date DESC, kind = ANY (%(went)s) DESC) AS last;
