-- what every article says, into a file beside the warehouse
create table texts as select article_id, title, body from warehouse.news.articles
