-- Evidence speaks of the current version only.
delete from news.article_evidence
where article_id in (select article_id from tonight.stage.accepted where is_changed);

insert into news.article_evidence by name

select e.*

from tonight.stage.evidence as e

where e.article_id in (select article_id from tonight.stage.accepted where is_changed);
