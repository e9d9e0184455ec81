"""How much of each: WIREHOUSE_FAULTS is short (in `make test`), full (`make faults`) or long (`make faults-long`)."""

import os

FORM = os.environ.get("WIREHOUSE_FAULTS", "short")
SEED = os.environ.get("WIREHOUSE_FAULTS_SEED", "1")
FORMS = ("short", "full", "long")
REPORT: list[str] = []
"""What is printed behind everything else, line by line; the kills' sum is its last line."""


def amount(short: int, full: int, long: int) -> int:
    """One of three numbers, as the form is."""
    return (short, full, long)[FORMS.index(FORM)]
