-- name: of_user
-- What an active user may speak for: firms, posts held at an instant, firms that have ended; each in order of beginning.
-- The last column: whether a firm may stand for others, by mandate or because it took over from them.
SELECT CASE WHEN party.state = 'terminated' THEN 2 ELSE 0 END AS turn, membership.since_at, membership.id,
       'party-' || party.id, 'member', party.name, party.uscc, membership.roles, '' AS department, '' AS level,
       '' AS territory,
       EXISTS (SELECT FROM mandate WHERE agent_id = party.id AND revoked_at IS NULL)
       OR EXISTS (SELECT FROM succession WHERE successor_id = party.id)
FROM membership
JOIN account ON account.id = membership.account_id AND account.user_id = %(user_id)s
JOIN auth_user ON auth_user.id = account.user_id AND auth_user.is_active
JOIN party ON party.id = membership.party_id
WHERE membership.until_at IS NULL
UNION ALL
SELECT 1, post.since_at, post.id, 'post-' || post.id, post.kind, '', '', '{}', post.department, post.level,
       post.territory, false
FROM post
JOIN account ON account.id = post.account_id AND account.user_id = %(user_id)s
JOIN auth_user ON auth_user.id = account.user_id AND auth_user.is_active
WHERE post.since_at <= %(at)s AND (post.until_at IS NULL OR post.until_at > %(at)s)
ORDER BY 1, 2, 3;
