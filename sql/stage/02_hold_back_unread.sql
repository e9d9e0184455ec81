-- Records of which no text could be had; gate 1 adds its own.
create or replace table tonight.stage.held as

select article_id, problem as reason, problem_detail as detail, 'read' as rule

from tonight.stage.records

where problem is not null and article_id not in (select article_id from tonight.stage.same);
