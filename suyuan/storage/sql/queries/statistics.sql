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
-- What happened in a span of time in cases of which the firm was told by its end: (firm, cases of which it was told, ended
-- as corrected, penalised, told of the same breach again within two years). Asked of steps alone, which are added and
-- never changed: a span that is over reads the same for ever.
SELECT party_id, told, corrected, penalised, again FROM (
    SELECT party_id,
           count(*) FILTER (WHERE told_at >= %(since)s) AS told,
           count(*) FILTER (WHERE EXISTS (
               SELECT FROM case_act AS ended
               WHERE ended.case_id = case_file.id AND ended.step = 'close' AND ended.body ->> 'reason' = 'corrected'
                 AND ended.at >= %(since)s AND ended.at < %(until)s)) AS corrected,
           count(*) FILTER (WHERE EXISTS (
               SELECT FROM case_act AS served
               WHERE served.case_id = case_file.id AND served.step = 'deliver' AND served.body ->> 'paper' = 'decision'
                 AND served.at >= %(since)s AND served.at < %(until)s
                 AND 'none' <> (
                     SELECT decided.body ->> 'penalty' FROM case_act AS decided
                     WHERE decided.case_id = case_file.id AND decided.step = 'decide' AND decided.place < served.place
                     ORDER BY decided.place DESC LIMIT 1)
                 AND NOT EXISTS (
                     SELECT FROM case_act AS undone
                     WHERE undone.case_id = case_file.id AND undone.step = 'withdraw'
                       AND undone.place > served.place AND undone.at < %(until)s)
                 AND 'none' <> coalesce((
                     SELECT weighed.body ->> 'penalty' FROM case_act AS weighed
                     WHERE weighed.case_id = case_file.id AND weighed.step IN ('review', 'judge')
                       AND weighed.place > served.place AND weighed.at < %(until)s
                     ORDER BY weighed.place DESC LIMIT 1), ''))) AS penalised,
           count(*) FILTER (WHERE told_at >= %(since)s AND EXISTS (
               SELECT FROM case_file AS earlier
               WHERE earlier.party_id = case_file.party_id AND earlier.violation = case_file.violation
                 AND earlier.told_at < case_file.told_at
                 AND earlier.told_at >= case_file.told_at - interval '2 years')) AS again
    FROM case_file
    WHERE told_at < %(until)s AND (closed_at IS NULL OR closed_at >= %(since)s)
    GROUP BY party_id) AS counted
WHERE told + corrected + penalised > 0;

-- name: places
-- The divisions of firms as the register had them at an instant, whatever was entered since.
SELECT party.id, coalesce(
    (SELECT party_change.detail -> 'region_code' ->> 0 FROM party_change
     WHERE party_change.party_id = party.id AND party_change.recorded_at >= %(at)s
       AND party_change.detail -> 'region_code' IS NOT NULL
     ORDER BY party_change.recorded_at, party_change.id LIMIT 1),
    party.region_code)
FROM party WHERE party.id = ANY(%(parties)s);
