"""Synthetic article files in the raw shapes that the pipeline reads: the same bytes for the same seed.

`python -m benchmarks.make_articles FOLDER [--articles N] [--seed N]`
"""

import argparse
import hashlib
import os
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

from benchmarks import prose

SEED = 20240115
# How many of 1,000 articles have which shape ...
SHAPES = {"plain": 680, "untitled": 80, "wrapped": 140, "twice": 100}
# ... and, drawn apart from the shape, which fault.
COPIES, REPLACEMENTS, NOT_UTF8 = 20, 10, 5
MIX = {**SHAPES, "exact copies": COPIES, "U+FFFD": REPLACEMENTS, "not UTF-8": NOT_UTF8}

PUBLISHERS = [f"{town.lower()}-{kind}" for town, kind in zip(
    prose.WORDS["towns"], ["courier", "herald", "post", "tribune", "wire"] * 4, strict=False
)]  # fmt: skip
FIRST_DAY = date(2024, 1, 1)
DAYS = 10  # with 20 publishers: 200 folders
LETTERS = (3_000, 5_700)  # of the words of a file; header and credit come on top
# Place, as the dateline prints it, and the agency's way to print a dateline; {day} is "Jan 9".
PLACES = [
    "SEOUL", "LONDON", "PARIS", "TOKYO", "NEW DELHI", "NAIROBI", "CAIRO", "BERLIN", "MADRID", "SYDNEY", "BEIJING",
    "LAGOS", "LIMA, Peru", "OSLO, Norway", "AUSTIN, Texas", "KANSAS CITY, Mo.", "PORTLAND, Ore.",
    "HOBART, Australia", "KAMPALA, Uganda",
]  # fmt: skip
DATELINES = {
    "Reuters": "{place}, {day} (Reuters) - ",
    "AP": "{place} (AP) — ",
    "AFP": "{place}, {day} (AFP) - ",
    "PTI": "{place}, {day} (PTI) ",
    "Xinhua": "{place}, {day} (Xinhua) -- ",
    "": "{place}, {day}: ",
}
CREDITS = {
    "Reuters": "(Reporting by {one} in {town}; Editing by {two})",
    "AP": "Associated Press writer {one} in {town} contributed to this report.",
    "AFP": "— AFP",
    "PTI": "- PTI",
    "Xinhua": "(Xinhua)",
    "": "— REUTERS",
}


@dataclass(frozen=True)
class Article:
    """One file: where it goes below the root, its bytes, and the day it is from."""

    path: str
    data: bytes
    day: date


def make_article(number: int, seed: int = SEED) -> Article:
    """Article `number`: depends on nothing but its number and the seed, not on how many are made."""
    random = Random(f"{seed}:{number}")
    fault = random.randrange(1_000)
    publisher, day = random.choice(PUBLISHERS), FIRST_DAY + timedelta(days=random.randrange(DAYS))
    if number and fault < COPIES:  # the same bytes as an earlier article, in another's folder
        original = make_article(random.randrange(number), seed)
        data = original.data
    else:
        data = _encode(_text(random, day), fault - COPIES)
    name = f"{number:06d}_{hashlib.sha256(f'{seed}:{number}'.encode()).hexdigest()[:12]}.txt"
    return Article(f"{publisher}/{day.isoformat()}/{name}", data, day)


def _encode(text: str, fault: int) -> bytes:
    if 0 <= fault < REPLACEMENTS:  # what a wrong decoding has left of the quotation marks
        return text.replace('"', "\ufffd").encode()
    if REPLACEMENTS <= fault < REPLACEMENTS + NOT_UTF8:
        return _curl(text).encode("cp1252")
    return text.encode()


def _curl(text: str) -> str:
    pieces = text.split('"')
    return "".join(piece + "“”"[number % 2] for number, piece in enumerate(pieces[:-1])) + pieces[-1]


def _text(random: Random, day: date) -> str:
    shape = random.choices(list(SHAPES), list(SHAPES.values()))[0]
    agency = random.choice(list(DATELINES))
    place = random.choice(PLACES)
    dateline = DATELINES[agency].format(place=place, day=f"{day - timedelta(days=random.randrange(2)):%b} {day.day}")
    credit = CREDITS[agency].format(one=prose.full_name(random), two=prose.full_name(random), town=place.title())
    letters = random.randint(*LETTERS)
    header = f" date {day.isoformat()} \n"
    if shape == "twice":
        return header + _twice(prose.paragraphs(random, letters // 2), dateline, credit, random)
    paragraphs = prose.paragraphs(random, letters)
    paragraphs[0] = dateline + paragraphs[0]
    if random.random() < 0.3:  # publishers with typographic quotation marks
        paragraphs = _curl("\n\n".join(paragraphs)).split("\n\n")
    title = [] if shape == "untitled" else [prose.title(random)]
    if shape == "wrapped":
        paragraphs = [textwrap.fill(paragraph, 72, initial_indent="  ") for paragraph in paragraphs]
    return header + "\n" + "\n\n".join([*title, *paragraphs, credit]) + "\n"


def _twice(paragraphs: list[str], dateline: str, credit: str, random: Random) -> str:
    """The body two times: first with its breaks, but without the lead and one more; then whole, the breaks lost."""
    missing = random.randrange(1, len(paragraphs) - 1)
    first = [text for number, text in enumerate(paragraphs) if number not in (0, missing)]
    return "\n\n\n" + "\n\n".join(first) + f" {credit}\n\n\n\n{dateline}" + "".join(paragraphs) + f" {credit}\n"


def make_articles(articles: int, seed: int = SEED) -> Iterator[Article]:
    """The first `articles` of a seed, one by one."""
    return (make_article(number, seed) for number in range(articles))


def write_articles(folder: Path, articles: int, seed: int = SEED) -> int:
    """Write them below `folder`, dated noon of their day; returns the bytes written."""
    made: set[Path] = set()
    size = 0
    for article in make_articles(articles, seed):
        path = folder / article.path
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made.add(path.parent)
        path.write_bytes(article.data)
        noon = datetime(article.day.year, article.day.month, article.day.day, 12, tzinfo=UTC).timestamp()
        os.utime(path, (noon, noon))
        size += len(article.data)
    return size


def main() -> None:
    """Write the files and say how many bytes they are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=SEED)
    arguments = parser.parse_args()
    size = write_articles(arguments.folder, arguments.articles, arguments.seed)
    print(f"{arguments.articles:,} files, {size / 1e6:.1f} MB in {arguments.folder}")


if __name__ == "__main__":
    main()
