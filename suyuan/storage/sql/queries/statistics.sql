-- name: by_firm
-- Clocks that fell due in a month, by firm, as they stand on a day: all, met in time, met late, unmet past their day.
SELECT party_id, count(*),
       count(*) FILTER (WHERE met_date <= due_date),
       count(*) FILTER (WHERE met_date > due_date),
       count(*) FILTER (WHERE met_date IS NULL AND due_date < %(today)s)
FROM obligation
WHERE due_date >= %(since)s AND due_date < %(until)s
GROUP BY party_id;
