-- name: astray
-- The batteries whose hand-overs do not stand in the register as their movements have them: a movement that is not entered,
-- a line that no movement bears out, two sides that agree and are called disputed, or the other way round, two lines that
-- could be one. What parties filed that have heirs is left to the examiner, and so are loads with an unreadable label.
WITH moved AS (
    SELECT subject, filing, kind = 9 AS out, happened_date AS day, party_id, counterparty,
           CASE WHEN body ->> 'mass_kg' ~ '^[0-9]{1,9}(\.[0-9]+)?$' THEN trunc((body ->> 'mass_kg')::numeric * 1000)::bigint
           END AS mass_g
    FROM event WHERE kind IN (9, 10, 11) AND replaced_at IS NULL),
entered AS (
    SELECT subject, ordinal, out_filing AS filing, true AS out, out_date AS day, sender_id AS party_id,
           receiver AS counterparty, out_mass_g AS mass_g FROM handover WHERE out_filing IS NOT NULL
    UNION ALL
    SELECT subject, ordinal, into_filing, false, into_date, receiver_id, sender, into_mass_g
    FROM handover WHERE into_filing IS NOT NULL),
unread AS (
    SELECT filing FROM moved WHERE subject >= '80000000-0000-0000-0000-000000000000'
    UNION SELECT filing FROM entered WHERE subject >= '80000000-0000-0000-0000-000000000000'),
stray AS (
    SELECT subject FROM moved FULL JOIN entered USING (subject, filing, out, day)
    WHERE (moved.party_id IS NULL OR entered.ordinal IS NULL) AND filing NOT IN (SELECT filing FROM unread)
       OR moved.party_id IS NOT NULL AND entered.ordinal IS NOT NULL AND (moved.mass_g IS DISTINCT FROM entered.mass_g
           OR moved.party_id IS DISTINCT FROM entered.party_id
           OR coalesce(moved.counterparty, '') <> entered.counterparty)
          AND NOT coalesce(moved.party_id, 0) = ANY (%(heirs)s::int[])
          AND NOT coalesce(moved.counterparty, '') = ANY (%(named)s::text[])),
told AS (
    SELECT subject, state, CASE
        WHEN refused THEN 'refused'
        WHEN out_date IS NOT NULL AND into_date IS NOT NULL THEN CASE
            WHEN into_date < out_date OR abs(out_mass_g - into_mass_g) * 100
                 > greatest(greatest(out_mass_g, into_mass_g) * %(percent)s, %(least_g)s * 100) THEN 'disputed'
            WHEN state = 'returned' AND ordinal > 0 THEN 'returned'
            ELSE 'matched' END
        WHEN state = 'disputed' THEN 'disputed'
        WHEN due_date IS NULL THEN 'settled'
        WHEN due_date < %(today)s THEN 'expired'
        ELSE 'open' END AS due
    FROM handover),
single AS (
    SELECT subject, sender, receiver, out_date, into_date FROM handover
    WHERE (out_filing IS NULL OR into_filing IS NULL) AND state <> 'disputed' AND NOT refused)
SELECT subject FROM stray
UNION SELECT subject FROM told WHERE state <> due
UNION SELECT sent.subject FROM single AS sent JOIN single AS come USING (subject, sender, receiver)
      WHERE sent.out_date IS NOT NULL AND come.into_date IS NOT NULL
        AND abs(come.into_date - sent.out_date) <= %(window_days)s;

-- name: roomy
-- Lets the statements of this transaction sort and hash in memory.
SET LOCAL work_mem = '192MB';
