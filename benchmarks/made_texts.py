"""Raw files made of clean texts, and what must come out of them: bodies that stand twice, characters that were lost,
datelines that were cut off. The same for the same corpora; each maker takes the corpora and the folder to fill.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import duckdb

SEEDS = (1, 2, 3)
LOST = "\ufffd"
_LONGEST_DATELINE = 80  # characters at the head of a text that may rightly leave the body
_WINDOW = 15  # words
_NOT_KEPT = "\ufffd\xa0\xad"  # odd spaces become spaces, soft hyphens go: that is no loss
HEADER = " date 2015-06-15 \n\n\n\n"
Expected = dict[str, Any]
Place = tuple[str, str, str]


def _rows(corpora: Path, name: str) -> list[dict[str, Any]]:
    with (corpora / name / "truth.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _clean_bodies(corpora: Path, seed: int, count: int) -> list[list[str]]:
    """Bodies of whole sentences, of four paragraphs or more, without a glue point or a credit of their own."""
    rows = [row["body_paragraphs"] for name in ("bbc_2005", "reuters21578") for row in _rows(corpora, name)
            if row.get("body_paragraphs")]  # fmt: skip
    whole = [
        body
        for body in rows
        if len(body) >= 4
        and all(re.search(r"""[.!?]["']?$""", text) and re.match(r"""["']?[A-Z]""", text) for text in body)
        and not re.search(r"[a-z][.!?][\"']?[A-Z]", " ".join(body))
        and len(set(body)) == len(body)
        and not re.search(r"&#|[Rr]euter|REUTER|[^\x20-\x7e£]", "".join(body))
    ]
    return Random(seed).sample(whole, count)


def make_doubled(corpora: Path, folder: Path) -> Expected:
    """In the seed's manner: first with paragraphs, but without the lead and one more; then whole, but glued."""
    expected = {}
    for seed in SEEDS:
        random = Random(seed)
        for number, body in enumerate(_clean_bodies(corpora, seed, 300)):
            left_out = random.randrange(1, len(body))
            first = [text for place, text in enumerate(body) if place not in (0, left_out)]
            text = "\n\n".join(first) + f" {LOST}REUTERS\n\n\nSEOUL, June 14: " + "".join(body) + f" {LOST}REUTERS\n"
            expected[_write(folder, f"doubled-{seed}-{number}", text)] = body
    return expected


def make_glued(corpora: Path, folder: Path) -> Expected:
    """Twice, and no copy has a break."""
    expected = {}
    for seed in SEEDS:
        for number, body in enumerate(_clean_bodies(corpora, seed + 10, 200)):
            text = "".join(body[1:]) + f" {LOST}REUTERS\n\n\nSEOUL, June 14: " + "".join(body) + f" {LOST}REUTERS\n"
            expected[_write(folder, f"glued-{seed}-{number}", text)] = body
    return expected


def _typographic(corpora: Path) -> list[str]:
    """Web bodies all of whose characters cp1252 has, some of them beyond ASCII."""
    with (corpora / "fnc1_bodies" / "inputs.jsonl").open(encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    for row in _rows(corpora, "bbc_2005"):
        texts.append("\n\n".join(row["body_paragraphs"]))
    return [text for text in texts if not text.isascii() and _is_cp1252(text)]


def _is_cp1252(text: str) -> bool:
    try:
        return text.encode("cp1252").decode("utf-8", "replace").count(LOST) == sum(ord(char) > 127 for char in text)
    except UnicodeEncodeError:
        return False


def _damage(text: str) -> str:
    return text.encode("cp1252").decode("utf-8", "replace")


def make_lost(corpora: Path, folder: Path) -> Expected:
    """Characters beyond ASCII destroyed, as when cp1252 is read as UTF-8."""
    return {_write(folder, f"lost-{number}", _damage(text)): text for number, text in enumerate(_typographic(corpora))}


def _repeats_itself(text: str) -> bool:
    """Whether runs of fifteen words repeat a fifth of a text: gate 1 holds it back where it stands alone, too."""
    words = re.findall(r"\w+", text.lower())
    seen, covered = set[tuple[str, ...]](), set[int]()
    for at in range(len(words) - _WINDOW + 1):
        window = tuple(words[at : at + _WINDOW])
        covered |= set(range(at, at + _WINDOW)) if window in seen else set()
        seen.add(window)
    return 5 * len(covered) >= len(words)


def make_lost_twin(corpora: Path, folder: Path) -> Expected:
    """The same before a second copy in which they are whole."""
    expected = {}
    for number, text in enumerate(_typographic(corpora)):
        if len(text) > 500 and not _repeats_itself(text):
            expected[_write(folder, f"twin-{number}", f"{_damage(text)}\n\n\n{text}")] = text
    return expected


def make_undated(corpora: Path, folder: Path) -> Expected:
    """Wire stories whose dateline was cut off."""
    expected = {}
    for number, row in enumerate(_rows(corpora, "reuters21578")):
        if row.get("body_paragraphs") and row.get("dateline"):
            text = f"{row['title']}\n\n" + "\n\n".join(row["body_paragraphs"])
            expected[_write(folder, f"undated-{number}", text)] = None
    return expected


def _write(folder: Path, name: str, text: str) -> str:
    path = folder / f"{name}.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEADER + text, encoding="utf-8")
    return path.name


MAKERS: dict[str, Callable[[Path, Path], Expected]] = {
    "made_doubled": make_doubled,
    "made_glued": make_glued,
    "made_lost": make_lost,
    "made_lost_twin": make_lost_twin,
    "made_undated": make_undated,
}


def score(name: str, expected: Expected, warehouse: Path) -> dict[str, float]:
    """How much of what the files were made from came out: shares, and counts of what must not be there."""
    with duckdb.connect(str(warehouse), read_only=True) as con:
        rows = con.sql(
            "select source_uri, paragraphs, dateline_place, list(before) filter (before is not null) as taken_out"
            " from news.article_versions left join (from news.article_evidence where value like '% taken out')"
            " using (article_id) where is_current group by all"
        ).fetchall()
    found = {uri: paragraphs for uri, paragraphs, _, _ in rows}
    if name == "made_undated":
        return {"datelines_found": float(sum(place is not None for _, _, place, _ in rows)), "texts": float(len(rows))}
    if name.startswith("made_lost"):
        return _score_characters(expected, {uri: paragraphs + (taken or []) for uri, paragraphs, _, taken in rows})
    pairs = [(body, [_fold(text) for text in found.get(uri, [])]) for uri, body in expected.items()]
    exact = sum([_fold(text) for text in body] == got for body, got in pairs)
    right = sum(sum((Counter(map(_fold, body)) & Counter(got)).values()) for body, got in pairs)
    total = sum(len(body) + len(got) for body, got in pairs)
    return {"exact": exact / len(pairs), "paragraph_f1": 2 * right / total, "texts": float(len(pairs))}


def _score_characters(expected: Expected, found: dict[str, list[str]]) -> dict[str, float]:
    """Characters beyond ASCII that stand where they stood."""
    total, missing = 0, 0
    for uri, text in expected.items():
        wanted = _in_context(text, _LONGEST_DATELINE)
        total += len(wanted)
        missing += len(find_missing(wanted, _in_context("\n".join(found.get(uri, [])))))
    return {"restored": 1 - missing / total, "characters": float(total)}


def find_missing(wanted: list[Place], got: list[Place]) -> list[Place]:
    """The places that are not among those found: by what stands around them, then by what stands on one side.

    A line taken out beside it, or one put in, is no loss of a character.
    """
    for start, end in ((0, 3), (0, 2), (1, 3)):
        free = defaultdict[tuple[str, ...], list[Place]](list)
        for place in got:
            free[place[start:end]].append(place)
        wanted = [place for place in wanted if not (free[place[start:end]] and free[place[start:end]].pop())]
        got = [place for places in free.values() for place in places]
    return wanted


def _in_context(text: str, start: int = 0) -> list[Place]:
    """Each character beyond ASCII from `start` on, between the six before and after it, without white space.

    Where paragraphs begin is scored elsewhere.
    """
    kept = [(at, char) for at, char in enumerate(text) if not char.isspace() and char != "\xad"]
    ascii_only = "".join(char if ord(char) < 128 else LOST for _, char in kept)
    return [
        (ascii_only[max(0, number - 6) : number], char, ascii_only[number + 1 : number + 7])
        for number, (at, char) in enumerate(kept)
        if at >= start and ord(char) > 127 and char not in _NOT_KEPT
    ]


def _fold(text: str) -> str:
    return " ".join(text.split())
