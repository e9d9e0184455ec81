-- one row per publisher: how much of it comes from agencies, and from which most
select
    publisher,
    count(*) as articles,
    round(count(agency) / count(*), 3) as agency_share,
    mode(agency order by agency) as first_agency,
    count(distinct agency) as agencies

from news.articles

group by publisher

order by agency_share desc, articles desc, publisher
