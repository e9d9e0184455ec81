"""A folder of invented raw files that changes from night to night, the same for the same seed.

What stands in a file is known before it is written, so that a model can say what the warehouse must hold of it.
"""

import hashlib
import json
import os
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from random import Random

from benchmarks import prose

FIRST_DAY = date(2024, 3, 1)
SOURCE = "news"
LONG_AGO = 1_700_000_000  # seconds since 1970: times of files that no run can take for just written
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
FAULTS = ("no_date", "body_too_short", "empty", "not_text")
"""Reasons for which a text file of this world is held back."""
LINE_FAULTS = ("no_date", "body_too_short", "malformed_record")
"""Those for which a line of a feed is."""
LOST = str.maketrans(dict.fromkeys('"“”é', "\ufffd"))


@dataclass(frozen=True)
class Text:
    """One record's text: which body it has, its day (after FIRST_DAY), its typography, and what is wrong with it.

    `more` is the body of another text behind its own, if there is one: texts that share a passage are linked.
    """

    body: int
    day: int = 0
    more: int | None = None
    is_curly: bool = False  # quotation marks that a copy elsewhere has straight: other bytes, the same body
    is_damaged: bool = False  # quotation marks and a letter are lost, which a copy elsewhere may have
    fault: str | None = None

    @property
    def date(self) -> date:
        """The day of publication that it names."""
        return FIRST_DAY + timedelta(days=self.day)

    def words(self) -> str:
        """The body as the warehouse must show it, of a record that is not held back and lost nothing."""
        if self.fault == "body_too_short":
            return f"{_word(self.body)} {_word(self.body + 1)}."
        quotes = "“”" if self.is_curly else '""'
        paragraphs = _paragraphs(self.body) + (_paragraphs(self.more) if self.more not in (None, self.body) else ())
        words = "\n\n".join(text.replace("<", quotes[0]).replace(">", quotes[1]) for text in paragraphs)
        return words.translate(LOST) if self.is_damaged else words

    def as_file(self) -> bytes:
        """The bytes of a text file."""
        if self.fault == "empty":
            return b""
        if self.fault == "not_text":
            return PICTURE + bytes([self.body % 256])
        header = "" if self.fault == "no_date" else f" date {self.date.isoformat()} \n\n\n\n"
        title = "Harbor board meets again\n\n" if self.fault == "body_too_short" else ""
        return f"{header}{title}{self.words()}\n".encode()

    def as_line(self, own_id: str) -> bytes:
        """The bytes of a line of a feed."""
        if self.fault == "malformed_record":
            return f'{{"id": "{own_id}", "text": {self.body}'.encode()
        day = {} if self.fault == "no_date" else {"date": self.date.isoformat()}
        return json.dumps({"id": own_id, **day, "text": self.words()}).encode()


@lru_cache(maxsize=512)
def _paragraphs(number: int | None) -> tuple[str, ...]:
    """Three paragraphs of two sentences; `<` and `>` stand for quotation marks."""
    random = Random(f"body {number}")
    sentences = [prose.sentence(random).replace('"', "") for _ in range(4)]
    quoted = [f"<{prose.sentence(random).strip('.').replace(chr(34), '')},> said {prose.full_name(random)}."]
    return (
        " ".join(sentences[:2]),
        " ".join([*quoted, sentences[2]]),
        f"{sentences[3]} That was notice {number} of the café.",
    )


def _word(number: int) -> str:
    nouns = prose.WORDS["nouns"]
    return nouns[number % len(nouns)].capitalize()


@dataclass
class World:
    """The files by name: one text each, or, of a feed (`*.jsonl`), texts by their own ids in order."""

    files: dict[str, Text | list[tuple[str, Text]]] = field(default_factory=dict)
    touched: dict[str, int] = field(default_factory=dict)

    def copy(self) -> "World":
        """Another world, the same."""
        files = {name: [*held] if isinstance(held, list) else held for name, held in self.files.items()}
        return World(files, dict(self.touched))

    def data(self, name: str) -> bytes:
        """The bytes of a file."""
        held = self.files[name]
        if isinstance(held, Text):
            return held.as_file()
        return b"".join(text.as_line(own_id) + b"\n" for own_id, text in held)

    def records(self, name: str) -> list[tuple[str, Text, bytes]]:
        """The records that a run finds in a file, in order: key, text, bytes."""
        held = self.files[name]
        if isinstance(held, Text):
            return [("1", held, held.as_file())]
        lines = [(own_id, text, text.as_line(own_id)) for own_id, text in held]
        found = [
            (str(number) if text.fault == "malformed_record" else own_id, text, line)
            for number, (own_id, text, line) in enumerate(lines, start=1)
        ]
        return found or [("1", Text(0, fault="empty"), b"")]

    def write(self, folder: Path) -> None:
        """Make the folder hold these files and no others. A file's time is its content's, if it was not touched."""
        folder.mkdir(parents=True, exist_ok=True)
        for path in [path for path in folder.rglob("*") if path.is_file()]:
            if str(path.relative_to(folder)) not in self.files:
                path.unlink()
        for name in self.files:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            data = self.data(name)
            path.write_bytes(data)
            seconds = LONG_AGO + int(hashlib.sha256(data).hexdigest()[:6], 16) + self.touched.get(name, 0)
            os.utime(path, (seconds, seconds))


def invent(seed: str, files: int) -> World:
    """A world of so many files, one in ten of them a feed: copies among them, and some that are held back."""
    random = Random(f"world {seed}")
    world = World()
    for number in range(files):
        if number % 10 == 9:
            lines = [(f"n-{line}", _draw(random, number * 10 + line)) for line in range(random.randrange(2, 5))]
            world.files[f"feeds/{number:03}.jsonl"] = lines
        else:
            fault = random.choice(FAULTS) if random.random() < 0.1 else None
            world.files[f"{random.choice('abc')}/{number:03}.txt"] = replace(_draw(random, number), fault=fault)
    return world


def _draw(random: Random, number: int) -> Text:
    """A text of its own, or one in five times that of an earlier number, be it of another day; or with another's."""
    body = random.randrange(number) if number and random.random() < 0.2 else number
    more = random.randrange(number) if number and random.random() < 0.2 else None
    curly, damaged = random.random() < 0.3, random.random() < 0.2
    return Text(body, random.randrange(28), more, is_curly=curly, is_damaged=damaged)


def change(world: World, seed: str, count: int) -> World:
    """The next night's world: so many edits, new files, copies that are earlier than their originals, files gone."""
    random = Random(f"change {seed}")
    changed = world.copy()
    for number in range(count):
        names = sorted(changed.files)
        name = random.choice(names)
        held = changed.files[name]
        text = held if isinstance(held, Text) else None
        what = random.choice(("edit", "new", "earlier copy", "gone", "mend"))
        fresh = Text(1000 + random.randrange(1_000_000), random.randrange(28))
        if what == "edit" and text:
            changed.files[name] = (
                replace(text, body=fresh.body) if random.random() < 0.7 else replace(text, day=fresh.day)
            )
        elif what == "gone" and len(names) > 3:
            del changed.files[name]
        elif what == "earlier copy" and text and not text.fault:
            changed.files[f"0/{seed}-{number}.txt"] = replace(text, day=0, is_damaged=False)
        elif what == "mend" and text and text.fault:
            changed.files[name] = replace(text, fault=None)
        elif not text:
            changed.files[name] = [*reversed(held), (f"n-{seed}-{number}", fresh)]  # the records that were there move
        else:
            changed.files[f"b/{seed}-{number}.txt"] = fresh
    return changed
