-- name: by_firm
-- Clocks that fell due in a month, by firm, as they stand on a day: all, met in time, met late, unmet past their day.
SELECT party_id, count(*),
       count(*) FILTER (WHERE met_date <= due_date),
       count(*) FILTER (WHERE met_date > due_date),
       count(*) FILTER (WHERE met_date IS NULL AND due_date < %(today)s)
FROM obligation
WHERE due_date >= %(since)s AND due_date < %(until)s
GROUP BY party_id;

-- name: cases
-- Cases opened in a span of which their firms were told: (firm, all, ended as corrected, with a penalty that stands, the
-- same breach again within two years).
SELECT party_id, count(*),
       count(*) FILTER (WHERE EXISTS (
           SELECT FROM case_act WHERE case_act.case_id = case_file.id AND step = 'close' AND body ->> 'reason' = 'corrected')),
       count(*) FILTER (WHERE penalised_date IS NOT NULL),
       count(*) FILTER (WHERE EXISTS (
           SELECT FROM case_file AS earlier
           WHERE earlier.party_id = case_file.party_id AND earlier.violation = case_file.violation
             AND earlier.told_at IS NOT NULL AND earlier.opened_date < case_file.opened_date
             AND earlier.opened_date >= case_file.opened_date - interval '2 years'))
FROM case_file
WHERE told_at IS NOT NULL AND opened_date >= %(since)s AND opened_date < %(until)s
GROUP BY party_id;
