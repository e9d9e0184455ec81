-- one row per article whose revision of tonight lost more than half of its words, and at least twenty
select
    a.article_id,
    s.source,
    s.source_uri,
    s.record_no,
    a.old_word_count,
    s.word_count,
    format(
        'Shrunk: {} of source {} had {:,} words, has {:,} now.',
        tonight.stage.as_label(s.source_uri),
        s.source,
        a.old_word_count,
        s.word_count
    ) as message

from tonight.stage.accepted as a

inner join tonight.stage.articles as s using (article_id)

where a.is_changed and s.word_count < 0.5 * a.old_word_count and a.old_word_count - s.word_count >= 20

order by a.old_word_count - s.word_count desc
