-- A text is damaged where characters were lost (U+FFFD), also where a rule or another record has put them back. The
-- others are donors, and lost nothing: so no character is handed on that was itself put there by somebody.
create or replace temp macro is_damaged(lost_count, codes) as
    lost_count > 0 or coalesce(list_has_any(codes, ['guessed_characters', 'copied_characters']), false);

-- one row per record that is current from tonight on, as parsed
create or replace temp table incoming as

select
    s.article_id,
    s.published_date,
    g.body_hash,
    g.anchors,
    is_damaged(s.replacement_char_count, s.repairs) as is_damaged

from tonight.stage.articles as s

inner join tonight.stage.signatures as g on s.article_id = g.article_id

where s.article_id not in (select article_id from tonight.stage.held);

-- one row per damaged text that is to be signed: tonight's, what another method signed, and what an older version of this
-- program stored; with what was put in
create or replace temp table damaged as

select article_id, [] as pieces from incoming where is_damaged

union all

select v.article_id, coalesce(d.pieces, []) as pieces

from news.article_versions as v

left join news.damaged_texts as d on v.article_id = d.article_id

cross join tonight.stage.matching as m

where v.is_current
    and is_damaged(v.replacement_char_count, v.repairs)
    and d.method_version is distinct from m.method_version
    and v.article_id not in (select article_id from incoming);
