-- name: served
-- The makers that let these shops report for them.
SELECT repairer_id, maker_id FROM partnership
WHERE repairer_id = ANY(%(repairers)s::int[]) AND serves_maker AND confirmed_at IS NOT NULL AND ended_at IS NULL;
