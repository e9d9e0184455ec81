"""Where the project's own files stand: flows, SQL and expectations.

A checkout uses them where they stand at its top; an installed wheel carries them inside the package.
"""

from functools import cache
from pathlib import Path


@cache
def root() -> Path:
    """The folder that holds `flows/`, `sql/` and `expectations/`."""
    package = Path(__file__).resolve().parent
    carried = package / "_project"
    return carried if carried.is_dir() else package.parents[1]


def flows() -> Path:
    """The folder of the Prefect flow files."""
    return root() / "flows"


def sql() -> Path:
    """The folder of migrations, models, checks and queries."""
    return root() / "sql"


def expectations() -> Path:
    """The folder of the expectation suites."""
    return root() / "expectations"


def sample() -> Path:
    """The sample articles of a checkout; the folder is absent beside an installed wheel."""
    return root() / "data" / "sample"
