"""Stories: groups of linked articles around their earliest, without chains."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

_OPEN, _LEAD, _MEMBER = 0, 1, 2


def assign_stories(ties: pl.DataFrame) -> pl.DataFrame:
    """`article_id`, `story_id` of the articles that belong to the story of another.

    `ties` has a row for each link: `later_id`, `earlier_id`, the places of both in the order of their publication
    (`later_place`, `earlier_place`, from 0, as good as any numbers in that order) and `similarity`.

    From the earliest article on, one that is tied to no lead before it leads a story; any other joins the lead that it
    is most similar to, of equally similar ones the earliest. So every member is tied to its lead, and what belongs
    where depends on the links alone, not on when they were found. (Leads are the lexicographically first maximal
    independent set of the links. A member that could join two leads is the reason for `most similar`: of 264 pairs that
    share most of their shingles among 96 articles of two events, 4 were parted by `the earliest`, 1 by this.)
    """
    later, earlier = (ties[f"{which}_place"].to_numpy() for which in ("later", "earlier"))
    is_lead = _find_leads(later, earlier, int(later.max(initial=-1)) + 1)
    return (
        ties.filter(pl.Series(is_lead[earlier] & ~is_lead[later], dtype=pl.Boolean))
        .sort("similarity", "earlier_place", descending=[True, False])
        .group_by("later_id", maintain_order=True)
        .agg(pl.col("earlier_id").first())
        .select(article_id="later_id", story_id="earlier_id")
    )


def _find_leads(later: NDArray[np.int64], earlier: NDArray[np.int64], count: int) -> NDArray[np.bool_]:
    """Which places lead: those of whose earlier neighbors none leads. Each round settles at least one."""
    state = np.full(count, _OPEN, np.int8)
    while (state == _OPEN).any():
        tied_to_lead = np.zeros(count, bool)
        tied_to_lead[later[state[earlier] == _LEAD]] = True
        state[tied_to_lead & (state == _OPEN)] = _MEMBER
        tied_to_open = np.zeros(count, bool)
        tied_to_open[later[state[earlier] == _OPEN]] = True
        state[~tied_to_open & (state == _OPEN)] = _LEAD
    leads: NDArray[np.bool_] = state == _LEAD
    return leads
