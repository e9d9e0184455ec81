"""The mapping tables of the transform, as JSON files beside this one."""

import json
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load(name: str) -> Any:
    """The content of the table `<name>.json` in this folder, read once."""
    return json.loads(files(__package__).joinpath(f"{name}.json").read_text(encoding="utf-8"))
