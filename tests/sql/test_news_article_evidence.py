"""`news.article_evidence` of the sample: no guess is silent."""

from pathlib import Path

from wirehouse.schema import REPAIRS
from wirehouse.warehouse.query import fetch

UNEXPLAINED = """
    with repairs as (
        select article_id, source_uri, unnest(repairs) as code
        from news.article_versions
        where is_current
    )
    select source_uri, code
    from repairs anti join news.article_evidence as e
        on e.article_id = repairs.article_id and e.rule = repairs.code
    """


def test_every_repair_of_every_article_has_its_row(sample_warehouse: Path) -> None:
    assert fetch(sample_warehouse, UNEXPLAINED).rows() == []


def test_every_repair_that_is_explained_stands_in_its_article(sample_warehouse: Path) -> None:
    claimed = f"""
        select e.article_id, e.rule
        from news.article_evidence as e join news.article_versions as v using (article_id)
        where v.is_current and e.rule in {tuple(REPAIRS)} and not list_contains(v.repairs, e.rule)
        """
    assert fetch(sample_warehouse, claimed).rows() == []
