"""DESIGN: who may import whom. Down only, and each heavy part in one place."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "wirehouse"

# A layer may import those after it. Modules that stand on one line do not know each other.
LAYERS = [
    {"flows", "cli", "client"},
    {"orchestration"},
    {"report", "audit"},
    {"duplicates"},
    {"warehouse"},
    {"sources", "readers"},
    {"transform"},
    {"schema"},
    {"project", "errors"},
    {"redaction"},
]
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}
ONLY_IN = {
    "duckdb": {"warehouse"},
    "great_expectations": {"audit"},
    "pandas": {"audit"},
    "duckdb_sqlalchemy": {"audit"},
    "sqlalchemy": {"audit"},
    "prefect": {"orchestration", "flows"},
    "typer": {"cli"},
    "wirehouse.settings": {"flows", "cli", "client", "orchestration"},
}
NOT_IN_TRANSFORM = {"os", "pathlib", "time", "socket", "urllib", "requests", "httpx", "locale", "subprocess", "random"}


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        part = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if part != "__init__":
            yield part, path
    for path in sorted((ROOT / "flows").glob("*.py")):
        yield "flows", path


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """Every imported module's name, and whether it is for the type checker only."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, id(node) in typing_only) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, id(node) in typing_only
            if node.module == "wirehouse":
                yield from ((f"wirehouse.{alias.name}", False) for alias in node.names)


@pytest.mark.parametrize(("part", "path"), list(modules()), ids=lambda value: getattr(value, "stem", str(value)))
def test_imports_go_down_only(part: str, path: Path):
    for name, _ in imports(path):
        other = name.split(".")[1] if name.startswith("wirehouse.") else None
        if other in RANK and part in RANK and other != part:
            assert RANK[part] < RANK[other], f"{path.name} imports {name}"


@pytest.mark.parametrize(("part", "path"), list(modules()), ids=lambda value: getattr(value, "stem", str(value)))
def test_heavy_parts_have_one_importer(part: str, path: Path):
    for name, typing_only in imports(path):
        for guarded, allowed in ONLY_IN.items():
            if not typing_only and (name == guarded or name.startswith(f"{guarded}.")) and part != "settings":
                assert part in allowed, f"{path.name} imports {name}"


@pytest.mark.parametrize("path", [path for part, path in modules() if part == "transform"], ids=lambda path: path.stem)
def test_transform_knows_no_file_clock_or_network(path: Path):
    if path.parent.name != "data":  # the loader of the packaged tables
        assert not {name.split(".")[0] for name, _ in imports(path)} & NOT_IN_TRANSFORM


def test_the_rules_see_the_modules():
    assert len(list(modules())) > 40
    assert ("prefect", False) in list(imports(ROOT / "flows" / "nightly.py"))
