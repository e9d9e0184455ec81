-- What is held back already, for the same reason and of the same text: it stays as it is.
create or replace table tonight.stage.held_again as

select q.quarantine_id, q.article_id

from ops.quarantine as q

inner join tonight.stage.held as h on q.article_id = h.article_id and q.reason = h.reason

inner join tonight.stage.records as r on q.article_id = r.article_id and q.content_sha256 = r.content_sha256

where q.status = 'open';
