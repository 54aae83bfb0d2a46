-- name: drop_conditions
-- Takes back what a filing said of models.
DELETE FROM retirement WHERE filing = %(filing)s;

-- name: conditions
-- What holds of models on a day: of some firms, or of all; the latest version of each model of each firm.
SELECT DISTINCT ON (retirement.party_id, lower(retirement.vehicle_model))
    retirement.vehicle_model, retirement.from_date, retirement.soh_below_percent, retirement.months_over,
    retirement.mileage_over_km, retirement.procedure_zh, retirement.procedure_en, retirement.contact,
    uuid_send(retirement.filing), retirement.party_id, party.uscc, party.name
FROM retirement JOIN party ON party.id = retirement.party_id
WHERE retirement.from_date <= %(on)s
      AND (%(parties)s::integer[] IS NULL OR retirement.party_id = ANY (%(parties)s::integer[]))
      AND (%(words)s = '' OR retirement.vehicle_model ILIKE %(words)s OR party.name ILIKE %(words)s)
ORDER BY retirement.party_id, lower(retirement.vehicle_model), retirement.from_date DESC, retirement.recorded_at DESC,
         retirement.id DESC
LIMIT %(most)s;

-- name: enter
-- Enters notices; a battery that has one in this vehicle already keeps it.
INSERT INTO notice (party_id, notice_no, subject, vehicle, battery, vehicle_model, why, value, bound, seen_date, region_code,
                    made_at)
SELECT * FROM unnest(%(parties)s::integer[], %(numbers)s::text[], %(subjects)s::uuid[], %(vehicles)s::uuid[],
                     %(batteries)s::uuid[], %(models)s::text[], %(whys)s::text[], %(values)s::integer[],
                     %(bounds)s::integer[], %(days)s::date[], %(regions)s::text[], %(made)s::timestamptz[])
ON CONFLICT (vehicle, battery) DO NOTHING
RETURNING notice_no;

-- name: notices
-- Notices of a firm with what it filed of them, the latest first; in one state, or in any.
SELECT * FROM (
    SELECT notice.id, notice.notice_no, notice.party_id, uuid_send(notice.vehicle), uuid_send(notice.battery), notice.vehicle_model, notice.why,
           notice.value, notice.bound, notice.seen_date, notice.region_code, notice.handing_id, told.happened_date,
           uuid_send(told.filing),
           CASE WHEN told.filing IS NOT NULL THEN 'told' WHEN notice.lapsed_at IS NOT NULL THEN 'lapsed'
                WHEN notice.handing_id IS NOT NULL THEN 'handed' ELSE 'due' END AS state
    FROM notice LEFT JOIN LATERAL (
        SELECT event.filing, event.happened_date FROM event
        WHERE event.subject = notice.subject AND event.kind = %(told)s AND event.replaced_at IS NULL
        ORDER BY event.happened_date, event.recorded_at LIMIT 1
    ) AS told ON true
    WHERE notice.party_id = %(party)s AND (%(before)s::bigint IS NULL OR notice.id < %(before)s::bigint)
          AND (%(ids)s::bigint[] IS NULL OR notice.id = ANY (%(ids)s::bigint[]))
) AS each
WHERE %(state)s = '' OR state = %(state)s
ORDER BY id DESC LIMIT %(most)s;

-- name: count
-- How many notices of a firm stand in each state.
SELECT state, count(*) FROM (
    SELECT CASE WHEN EXISTS (SELECT FROM event WHERE event.subject = notice.subject AND event.kind = %(told)s
                             AND event.replaced_at IS NULL) THEN 'told'
                WHEN notice.lapsed_at IS NOT NULL THEN 'lapsed'
                WHEN notice.handing_id IS NOT NULL THEN 'handed' ELSE 'due' END AS state
    FROM notice WHERE notice.party_id = %(party)s
) AS each GROUP BY state;

-- name: due
-- Notices of a firm that it has not been handed and whose user was not told, the first ones; nobody else hands them over
-- meanwhile.
SELECT id FROM notice WHERE party_id = %(party)s AND handing_id IS NULL AND lapsed_at IS NULL
      AND NOT EXISTS (SELECT FROM event WHERE event.subject = notice.subject AND event.kind = %(told)s
                      AND event.replaced_at IS NULL)
ORDER BY id LIMIT %(most)s FOR UPDATE SKIP LOCKED;

-- name: count_due
-- How many of them there are.
SELECT count(*) FROM notice WHERE party_id = %(party)s AND handing_id IS NULL AND lapsed_at IS NULL
      AND NOT EXISTS (SELECT FROM event WHERE event.subject = notice.subject AND event.kind = %(told)s
                      AND event.replaced_at IS NULL);

-- name: known
-- Those of some numbers that a firm's notices have.
SELECT party_id, notice_no FROM notice WHERE notice_no = ANY (%(numbers)s::text[]);

-- name: sold
-- Vehicles that some firms sold by a day and that have no notice: number, day.
SELECT uuid_send(event.subject), event.happened_date FROM event
WHERE event.filing IN (SELECT filing FROM filing WHERE party_id = ANY (%(parties)s::integer[]) AND duty = %(duty)s)
      AND event.kind = %(kind)s AND event.replaced_at IS NULL AND event.happened_date <= %(until)s
      AND NOT EXISTS (SELECT FROM notice WHERE notice.vehicle = event.subject);

-- name: aging
-- Firms that set an age for one of their models, and the youngest of these ages in months.
SELECT party_id, min(months_over) FROM retirement WHERE months_over IS NOT NULL GROUP BY party_id;

-- name: channels
-- Firms with notices to be sent of themselves, by now.
SELECT channel.party_id, channel.url, channel.failures, party.uscc FROM notice_channel AS channel
     JOIN party ON party.id = channel.party_id
WHERE channel.next_at <= %(at)s
      AND EXISTS (SELECT FROM notice WHERE notice.party_id = channel.party_id AND notice.handing_id IS NULL
                  AND notice.lapsed_at IS NULL);

-- name: orphans
-- Notices of firms that have ended and that nobody was handed: (id, firm).
SELECT notice.id, notice.party_id, notice.notice_no FROM notice JOIN party ON party.id = notice.party_id
WHERE notice.handing_id IS NULL AND notice.lapsed_at IS NULL AND party.state = 'terminated';
