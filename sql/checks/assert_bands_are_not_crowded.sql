-- one row per band that so many articles of tonight hold that they were not compared by it: a mass of texts much alike,
-- such as a form or a notice that stands for a thousand articles
select key as band, holder_count

from tonight.stage.crowded_keys

where key % 2 = 1
