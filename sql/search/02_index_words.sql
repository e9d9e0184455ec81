-- every word of it; the texts themselves stay in the warehouse alone
pragma create_fts_index(
    'texts', 'article_id', 'title', 'body', stemmer = 'porter', stopwords = 'none', ignore = '[^\pL\pN]+'
);

alter table texts drop column body;

alter table texts drop column title
