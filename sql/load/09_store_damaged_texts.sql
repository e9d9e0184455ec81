-- What later nights need of the texts that lost characters: by what they are found, and how they were parsed.
delete from news.damaged_texts
where article_id in (select article_id from tonight.stage.accepted)
    or article_id in (select article_id from tonight.stage.damaged_texts);

insert into news.damaged_texts by name from tonight.stage.damaged_texts;
