"""How far a run is, for who started it from a terminal; the Prefect UI has an artifact of its own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Told = Callable[[str, float, int], object]
"""The stage at work, of how many files the stages are done, and how many files there are; 0 where nobody knows."""

_listeners: list[Told] = []


@contextmanager
def listening(told: Told) -> Iterator[None]:
    """Have `told` called by the runs of this process, from whatever thread, until the block ends."""
    _listeners.append(told)
    try:
        yield
    finally:
        _listeners.remove(told)


def tell(stage: str, done: float = 0.0, total: int = 0) -> None:
    """Say what is at work; to nobody, in most runs."""
    for told in _listeners:
        with suppress(OSError, ValueError):  # a terminal that is gone, or closed, is no reason to end a night
            told(stage, done, total)
