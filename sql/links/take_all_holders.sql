-- one row per article and key that it holds: where most articles are tonight's, picking takes longer than taking all
create or replace temp table holders as select * from held;
