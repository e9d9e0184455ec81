from itertools import permutations

import polars as pl
import pytest

from wirehouse.duplicates.stories import assign_stories

# Articles are numbered in the order of their publication; a tie is (later, earlier, similarity).
CASES = {
    "one reprint": ([(1, 0, 0.5)], {1: 0}),
    "no chain: a reprint of a reprint that is not tied to the first": ([(1, 0, 0.5), (2, 1, 0.5)], {1: 0}),
    "a chain of four falls into two stories": ([(1, 0, 0.5), (2, 1, 0.5), (3, 2, 0.5)], {1: 0, 3: 2}),
    "of two leads the one more alike": ([(2, 0, 0.4), (2, 1, 0.9)], {2: 1}),
    "of equal leads the earlier": ([(2, 1, 0.5), (2, 0, 0.5)], {2: 0}),
    "a member leads nobody, however alike": ([(1, 0, 0.4), (2, 1, 0.9), (2, 0, 0.3)], {1: 0, 2: 0}),
    "a star": ([(n, 0, 0.5) for n in range(1, 6)], dict.fromkeys(range(1, 6), 0)),
    "nothing": ([], {}),
}


def ties_of(rows: list[tuple[int, int, float]]) -> pl.DataFrame:
    return pl.DataFrame(
        [(f"a{later}", f"a{earlier}", later, earlier, similarity) for later, earlier, similarity in rows],
        schema={"later_id": pl.String, "earlier_id": pl.String, "later_place": pl.Int64, "earlier_place": pl.Int64,
                "similarity": pl.Float64},
        orient="row",
    )  # fmt: skip


@pytest.mark.parametrize(("rows", "expected"), CASES.values(), ids=CASES)
def test_members_join_a_lead_that_they_are_tied_to(rows, expected):
    found = dict(assign_stories(ties_of(rows)).iter_rows())
    assert found == {f"a{member}": f"a{lead}" for member, lead in expected.items()}


def test_the_order_of_the_links_does_not_matter():
    rows = [(1, 0, 0.5), (2, 1, 0.5), (3, 1, 0.6), (3, 2, 0.6), (4, 2, 0.9)]
    answers = {tuple(sorted(assign_stories(ties_of(list(order))).rows())) for order in permutations(rows)}
    assert len(answers) == 1


def test_a_long_chain_comes_to_an_end():
    chain = assign_stories(ties_of([(n + 1, n, 0.5) for n in range(3_000)]))
    assert chain.height == 1_500
