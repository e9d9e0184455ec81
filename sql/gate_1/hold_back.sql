-- one row per staged record that broke a critical rule of gate 1: the rule that stands first in its suite gives the
-- reason; a reason that a person has accepted for this very text holds nothing back
insert into tonight.stage.held by name

select
    f.article_id,
    arg_min(f.reason, f.ordinal) as reason,
    arg_min_null(f.detail, f.ordinal) as detail,
    arg_min(f.check_name, f.ordinal) as rule

from tonight.stage.failures as f

inner join tonight.stage.articles as s on f.article_id = s.article_id

where f.severity = 'critical' and f.reason is not null
    and not exists (

        from tonight.stage.overrides as o

        where o.article_id = f.article_id and o.content_sha256 = s.content_sha256
            and o.field = 'accepted_reason' and o.value = f.reason

    )

group by f.article_id
