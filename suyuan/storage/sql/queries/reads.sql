-- name: add
-- Enters what one answer showed: a row for every party concerned, one without a party where none is.
INSERT INTO access_log (at, account_id, post, department, level, territory, act, object_kind, object_id, party_id,
                        request_id)
SELECT %(at)s, %(account_id)s, %(post)s, %(department)s, %(level)s, %(territory)s, %(act)s, %(object_kind)s,
       %(object_id)s, concerned, %(request_id)s
FROM unnest(%(parties)s::int[]) AS concerned;

-- name: find_page
-- One page of the log, the newest first, with the names behind the numbers; none of who was erased.
SELECT access_log.id, access_log.at,
       CASE WHEN auth_user.is_active OR auth_user.username NOT LIKE 'erased-%%' THEN auth_user.username END,
       access_log.post, access_log.department, access_log.level,
       access_log.territory, access_log.act, access_log.object_kind, access_log.object_id, party.uscc, party.name,
       access_log.request_id
FROM access_log
LEFT JOIN account ON account.id = access_log.account_id
LEFT JOIN auth_user ON auth_user.id = account.user_id
LEFT JOIN party ON party.id = access_log.party_id
WHERE {condition} ORDER BY access_log.id DESC LIMIT %(limit)s;

-- name: find_of_party
-- One page of who read one party's records, the newest first: the class of department and its level, nobody's name.
SELECT access_log.id, access_log.at, access_log.post, access_log.department, access_log.level, access_log.act,
       access_log.object_kind, access_log.object_id
FROM access_log
WHERE access_log.party_id = %(party_id)s AND access_log.id < %(before)s
ORDER BY access_log.id DESC LIMIT %(limit)s;
