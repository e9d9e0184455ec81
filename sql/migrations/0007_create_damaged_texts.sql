create table news.damaged_texts (
    article_id varchar not null,
    method_version varchar not null,
    anchors uinteger[] not null,
    pieces struct("at" integer, lost varchar, put varchar)[] not null,
    donor_ids varchar[] not null
);
