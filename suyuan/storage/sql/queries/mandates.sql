-- name: standing
-- The mandates in force between some agents and principals, held until the filings under way are stored or not.
SELECT mandate.agent_id, mandate.principal_id, mandate.duties
FROM mandate
JOIN party AS agent ON agent.id = mandate.agent_id AND agent.state = 'approved'
JOIN party AS principal ON principal.id = mandate.principal_id AND principal.state IN ('approved', 'suspended')
WHERE (mandate.agent_id, mandate.principal_id)
      IN (SELECT unnest(%(agents)s::int[]), unnest(%(principals)s::int[]))
  AND mandate.revoked_at IS NULL AND mandate.from_date <= %(on)s
  AND (mandate.to_date IS NULL OR mandate.to_date >= %(on)s)
FOR SHARE OF mandate;

-- name: principals
-- The parties for which a party may file on a day, by name. Who is suspended must report all the same.
SELECT DISTINCT principal.id, principal.uscc, principal.name
FROM mandate
JOIN party AS agent ON agent.id = mandate.agent_id AND agent.state = 'approved'
JOIN party AS principal ON principal.id = mandate.principal_id AND principal.state IN ('approved', 'suspended')
WHERE mandate.agent_id = %(agent)s AND mandate.revoked_at IS NULL AND mandate.from_date <= %(on)s
  AND (mandate.to_date IS NULL OR mandate.to_date >= %(on)s)
ORDER BY principal.name, principal.id;
