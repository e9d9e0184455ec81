-- Evidence speaks of the current version only; what other records restored is told anew wherever it was looked at.
delete from news.article_evidence
where article_id in (select article_id from tonight.stage.accepted where is_changed and not is_again)
    or (rule = 'copied_characters' and article_id in (select article_id from tonight.stage.damaged_texts));

insert into news.article_evidence by name

select e.*

from tonight.stage.evidence as e

where e.article_id in (select article_id from tonight.stage.accepted where is_changed and not is_again)

union all by name

from tonight.stage.copied_evidence;
