-- one row per article whose story may change: all that hang together by links with what changed tonight
create or replace temp table in_reach as

with recursive

tonights_links as (

    select article_id, other_article_id from news.links semi join tonight.stage.run using (run_id)

    union all

    select article_id, other_article_id from unlinked

),

seeds as (

    select article_id from tonights_links
    union
    select other_article_id from tonights_links
    union
    select article_id from fresh
    union
    select article_id from forgotten
    union
    -- the number of a record in its file decides who is first of two of the same day
    select article_id from tonight.stage.same where is_moved

),

ties as (

    select article_id, other_article_id as tied_id from news.links

    union all

    select other_article_id as article_id, article_id as tied_id from news.links

),

reach as (

    select article_id from seeds

    union

    select t.tied_id as article_id from reach as r inner join ties as t on r.article_id = t.article_id

)

select article_id from reach;

delete from news.story_members where article_id in (select article_id from in_reach);
