"""Made histories of what arrives each night: rows as `ops.profiles` has them, with all that an alarm must bear with."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

FIRST_NIGHT = date(2023, 10, 2)  # a Monday; Christmas comes after twelve weeks
STEADY = 0.12  # variation of most publishers beside chance, at most: a newswire's weekdays had 9 %
FIELDS = {
    "outcome": ("accepted", "no_body", "malformed_record"),
    "published_date": ("present", "absent"),
    "dateline": ("present", "absent"),
    "language": ("en", "fr", "unknown"),
}


@dataclass(frozen=True)
class History:
    """One made warehouse: `rows` as `ops.profiles`, and by night and publisher what is behind them.

    `ran` marks the nights with a run, `volumes` are the records it brought, `expected` those that were to come,
    `common` is the part in that of holidays and great news. `variation` is a publisher's own, `levels` its share of
    each field's first value. `amiss` marks the nights of which an alarm about the publisher is right.
    """

    publishers: pl.DataFrame
    rows: pl.DataFrame
    ran: np.ndarray
    volumes: np.ndarray
    expected: np.ndarray
    common: np.ndarray
    variation: np.ndarray
    levels: dict[str, np.ndarray]
    amiss: np.ndarray


def make_history(seed: int, nights: int, sources: int = 3, publishers: int = 50) -> History:
    """Weekday patterns, holidays, trends, noise, news, missed runs, lost feeds, lasting changes; from a seed."""
    rng = np.random.default_rng(seed)
    count = sources * publishers
    source = np.repeat(np.arange(sources), publishers)
    named = pl.DataFrame({"source": [f"s{n}" for n in source], "publisher": [f"p{n}" for n in range(count)]})
    usual = _usual_volumes(rng, nights, count)
    amiss = np.zeros((nights, count), dtype=bool)
    lasting = _change_for_good(rng, usual, amiss)
    common = np.stack([_common_factor(rng, nights) for _ in range(sources)], axis=1)[:, source]
    variation = _variation(rng, count)
    noise = rng.gamma(1 / variation**2, variation**2, (nights, count))
    arrived = rng.poisson(usual * lasting * common * noise).astype(np.int64)
    _lose_feeds(rng, arrived, amiss)
    arrived[0] *= 40  # the first load brings the archive
    ran = rng.random(nights) > 0.02
    ran[[0, -1]] = True
    volumes = _gather_missed(arrived, ran)
    shares = _shares(rng, nights, count)
    levels = {name: values[..., 0].mean(axis=0) for name, values in shares.items()}
    rows = to_rows(rng, named, volumes, shares, ran)
    return History(named, rows, ran, volumes, usual * lasting * common, common, variation, levels, amiss)


def _usual_volumes(rng: np.random.Generator, nights: int, count: int) -> np.ndarray:
    """Sizes from a record in five nights to five hundred a night; weekday patterns; a trend of up to 40 % a year."""
    size = np.exp(rng.uniform(np.log(0.2), np.log(500), count))
    weekend = rng.choice([0.0, 0.3, 0.6, 1.0], count, p=[0.2, 0.4, 0.2, 0.2])
    pattern = np.ones((7, count)) * rng.uniform(0.85, 1.15, (7, count))
    pattern[5:] *= weekend
    weekly = rng.random(count) < 0.05  # once a week, all at once
    pattern[:, weekly] = 0
    pattern[rng.integers(0, 7, count)[weekly], np.flatnonzero(weekly)] = 7
    trend = np.exp(np.outer(np.arange(nights) / 365, rng.uniform(-0.4, 0.4, count)))
    usual = size * pattern[np.arange(nights) % 7] * trend
    monthly = rng.random(count) < 0.03
    usual[:, monthly] = 0
    for one in np.flatnonzero(monthly):
        usual[rng.integers(0, 28) :: 28 + int(rng.integers(0, 4)), one] = 30 * min(size[one], 10)
    return usual


def _common_factor(rng: np.random.Generator, nights: int) -> np.ndarray:
    """What all publishers of a source share: holidays, the week after Christmas, days of great news."""
    factor = np.ones(nights)
    holidays = rng.random(nights) < 11 / 365
    factor[holidays] = rng.uniform(0.3, 0.7, holidays.sum())
    factor[rng.random(nights) < 0.01] = 1.3
    day = np.array([(FIRST_NIGHT + timedelta(days=n)).timetuple().tm_yday for n in range(nights)])
    factor[(day >= 359) | (day <= 1)] *= 0.5
    return factor


def _variation(rng: np.random.Generator, count: int) -> np.ndarray:
    """Noise beside chance: 3 to 12 % of the usual, a sixth of all are livelier, up to 60 %."""
    steady = rng.uniform(0.03, STEADY, count)
    return np.where(rng.random(count) < 0.15, rng.uniform(0.15, 0.6, count), steady)


def _change_for_good(rng: np.random.Generator, usual: np.ndarray, amiss: np.ndarray) -> np.ndarray:
    """A tenth bring 2.5 times or a quarter as much from some night on: to be told for five weeks, then the usual."""
    lasting = np.ones_like(usual)
    for one in np.flatnonzero(rng.random(usual.shape[1]) < 0.1):
        start = int(rng.integers(0, len(usual)))
        lasting[start:, one] = rng.choice([0.25, 2.5])
        amiss[start : start + 35, one] = True
    return lasting


def _lose_feeds(rng: np.random.Generator, arrived: np.ndarray, amiss: np.ndarray) -> None:
    """A publisher's feed is lost for one to three nights, some 2.5 times a year; half of them catch up afterwards."""
    for night, one in zip(*np.nonzero(rng.random(arrived.shape) < 1 / 150), strict=True):
        until = night + int(rng.integers(1, 4))
        lost = int(arrived[night:until, one].sum())
        arrived[night:until, one] = 0
        if until < len(arrived) and rng.random() < 0.5:
            arrived[until, one] += lost
        amiss[night : until + 1, one] = True


def _gather_missed(arrived: np.ndarray, ran: np.ndarray) -> np.ndarray:
    """What arrived on nights without a run comes with the next."""
    volumes = np.zeros_like(arrived)
    waiting = np.zeros(arrived.shape[1], dtype=np.int64)
    for night in range(len(arrived)):
        waiting = waiting + arrived[night]
        if ran[night]:
            volumes[night], waiting = waiting, np.zeros_like(waiting)
    return volumes


def _shares(rng: np.random.Generator, nights: int, count: int) -> dict[str, np.ndarray]:
    """Each field's shares by night, publisher and value: the publisher's own level, another on weekends, and noise."""
    level = {
        "outcome": _mix(rng.beta(1, 40, count), rng.beta(1, 200, count)),
        "published_date": _mix(rng.beta(0.5, 30, count)),
        "dateline": _mix(rng.choice([0.02, 0.3, 0.6, 0.97], count) * rng.uniform(0.8, 1.03, count)),
        "language": _mix(
            np.where(rng.random(count) < 0.2, rng.uniform(0.1, 0.6, count), 0.01), rng.beta(1, 100, count)
        ),
    }
    steadiness = np.exp(rng.uniform(np.log(30), np.log(500), count))[None, :, None]  # a newswire's datelines: over 500
    shares = {}
    for name, mix in level.items():
        nightly = np.repeat(mix[None], nights, axis=0)
        shifted = np.arange(nights) % 7 >= 5
        nightly[shifted, :, 1] += 0.1 * nightly[shifted, :, 0]
        nightly[shifted, :, 0] *= 0.9
        drawn = rng.gamma(np.maximum(nightly * steadiness, 1e-6))
        shares[name] = drawn / np.maximum(drawn.sum(axis=2, keepdims=True), 1e-12)
    return shares


def _mix(*others: np.ndarray) -> np.ndarray:
    return np.stack([1 - np.sum(others, axis=0), *others], axis=1)


def to_rows(
    rng: np.random.Generator, named: pl.DataFrame, volumes: np.ndarray, shares: dict[str, np.ndarray], ran: np.ndarray
) -> pl.DataFrame:
    """The rows of `ops.profiles`: each field's values drawn for the records of each night and publisher."""
    nights, publishers = np.nonzero(volumes * ran[:, None])
    parts = []
    for name, values in FIELDS.items():
        drawn = rng.multinomial(volumes[nights, publishers], shares[name][nights, publishers])
        for index, value in enumerate(values):
            kept = drawn[:, index] > 0
            parts.append(pl.DataFrame({
                "night": nights[kept], "number": publishers[kept], "record_count": drawn[kept, index],
            }).with_columns(field=pl.lit(name), value=pl.lit(value)))  # fmt: skip
    keys = named.with_row_index("number").with_columns(pl.col("number").cast(pl.Int64))
    return pl.concat(parts).join(keys, on="number")
