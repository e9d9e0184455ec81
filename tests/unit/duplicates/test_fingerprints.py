from random import Random

import polars as pl

from benchmarks import prose
from benchmarks.reprints import embed
from wirehouse.duplicates.fingerprints import AT_ONCE, BANDS, add_signatures, make_keys
from wirehouse.schema import ARTICLES, SIGNATURES


def texts(count: int, letters: int = 2_000) -> list[str]:
    return ["\n\n".join(prose.paragraphs(Random(number), letters)) for number in range(count)]


def test_keys_depend_on_the_text_alone():
    many = texts(AT_ONCE + 20, 400)
    keys = make_keys(pl.Series(many))
    for number in (0, 1, AT_ONCE - 1, AT_ONCE, AT_ONCE + 19):
        assert make_keys(pl.Series([many[number]])).rows() == keys[number].rows()


def test_bands_are_odd_and_anchors_even_and_each_is_listed_once():
    keys = make_keys(pl.Series(texts(50)))
    for _, bands, anchors in keys.iter_rows():
        assert len(bands) == BANDS
        assert all(key % 2 for key in bands)
        assert not any(key % 2 for key in anchors)
        assert anchors == sorted(set(anchors))


def test_about_a_twelfth_of_the_shingles_are_anchors():
    keys = make_keys(pl.Series(texts(200)))
    share = keys["anchors"].list.len().sum() / keys["shingle_count"].sum()
    assert 0.075 < share < 0.092


def test_a_passage_keeps_its_anchors_in_a_longer_text():
    for number, text in enumerate(texts(30)):
        own, other = make_keys(pl.Series([text, embed(text, Random(number))]))["anchors"].to_list()
        assert set(own) <= set(other)


def test_texts_of_next_to_no_words_have_no_keys():
    keys = make_keys(
        pl.Series(["", "Three plain words.", "eleven words are " + "one " * 8, "and twelve " + "are enough " * 5])
    )
    assert keys["shingle_count"].to_list() == [0, 0, 7, 8]
    assert [len(bands) for bands in keys["bands"]] == [0, 0, 0, BANDS]


def test_signatures_follow_the_articles_and_their_schema():
    rows = [{"article_id": str(number), "body": text, "title": "A title"} for number, text in enumerate(texts(3))]
    articles = pl.DataFrame(rows, schema_overrides=ARTICLES).with_columns(
        pl.lit(None, dtype=pl.String).alias(name) for name in ("dateline", "credit")
    )
    signatures = add_signatures(articles)
    assert signatures.schema == SIGNATURES
    assert signatures["article_id"].to_list() == ["0", "1", "2"]
    assert add_signatures(articles.clear()).schema == SIGNATURES
