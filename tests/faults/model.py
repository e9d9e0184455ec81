"""What a warehouse must hold, worked out from the files in plain Python: no SQL, no frame, no state folder.

Small enough to be read against the laws: a record is an article's if it stands first among its equals, else a copy;
a text that is held back leaves the version that was there; what is gone keeps its article, marked.
Of records whose text others may restore (`RESTORED`) it does not say what their text is, nor whose copy they are: for
that it would need to know anchors. What is held back of them, and their files' texts, it does say.
"""

import hashlib
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from typing import Self

from tests.faults.world import SOURCE, Text, World

RESTORED = (6, 7)
"""Bodies of which some records may be damaged, and others be equal to these."""


def article_id(uri: str, key: str) -> str:
    """The id that every run must give the record."""
    return hashlib.sha256(f"{SOURCE}\x1f{uri}\x1f{key}".encode()).hexdigest()[:16]


@dataclass
class Record:
    """One record: the version of it that is current, if one ever passed; every text it had; what holds it back."""

    uri: str
    number: int
    words: str | None = None
    day: date | None = None
    held: str | None = None
    is_gone: bool = False
    is_restored: bool = False  # of one of the bodies that are damaged somewhere
    texts: dict[str, tuple[int, Text]] = field(default_factory=dict)  # by hash: its number in the file, and the text
    current: str | None = None  # the hash of the text that counts

    @property
    def order(self) -> tuple[date, str, int]:
        """The smallest of equals is the article; a text without a day stands behind all others."""
        return (self.day or date.max, self.uri, self.number)


@dataclass
class Model:
    """The records by id, and what people said of single texts: a day, or that a reason does not count."""

    records: dict[str, Record] = field(default_factory=dict)
    said: dict[tuple[str, str], date | str] = field(default_factory=dict)

    def copy(self) -> Self:
        """Another one, the same."""
        return deepcopy(self)

    def read(self, world: World, names: Iterable[str] | None = None) -> None:
        """A night that finds this world; or, of a backfill, reads these files alone, and nothing is missed."""
        found: dict[str, str] = {}
        for name in world.files if names is None else names:
            for number, (key, text, data) in enumerate(world.records(name), start=1):
                found[article_id(name, key)] = name
                self._take(article_id(name, key), name, number, text, hashlib.sha256(data).hexdigest())
        seen = set(world.files) if names is None else set(names)
        for identity, record in self.records.items():
            if identity not in found and (names is None or record.uri in seen):
                self._miss(record)

    def _take(self, identity: str, uri: str, number: int, text: Text, sha256: str) -> None:
        record = self.records.setdefault(identity, Record(uri, number))
        record.texts[sha256], record.current, record.is_gone = (number, text), sha256, False
        said = self.said.get((identity, sha256))
        record.held = None if said in (text.fault,) or (text.fault == "no_date" and said) else text.fault
        if record.held is None:
            record.number, record.words, record.is_restored = number, text.words(), text.body in RESTORED
            record.day = said if isinstance(said, date) else None if text.fault == "no_date" else text.date

    @staticmethod
    def _miss(record: Record) -> None:
        """The record is not there any more: its article stays, what was held back is settled."""
        record.held = None
        if record.words is None:
            record.current = None
        else:
            record.is_gone = True

    def replay(self, reason: str, given: date | None) -> int:
        """What is held back for this reason passes: with a day, or as it is. Returns how many records that are."""
        held = [(identity, record) for identity, record in self.records.items() if record.held == reason]
        for identity, record in held:
            assert record.current is not None
            self.said[identity, record.current] = given or reason
            self._take(identity, record.uri, *record.texts[record.current], record.current)
        return len(held)

    def recover(self, newest: "Model") -> None:
        """The texts of what a restore has undone come back, as texts that do not count."""
        for identity, record in newest.records.items():
            mine = self.records.setdefault(identity, Record(record.uri, record.number))
            mine.texts = record.texts | mine.texts

    def articles(self) -> dict[str, tuple[str, int, str, date | None, bool]]:
        """Of each body the first record: uri, number, words, day, whether it is gone."""
        return {
            min(group, key=lambda one: one[1].order)[0]: self._shown(min(group, key=lambda one: one[1].order)[1])
            for group in self._equals()
        }

    @staticmethod
    def _shown(record: Record) -> tuple[str, int, str, date | None, bool]:
        return (record.uri, record.number, record.words or "", record.day, record.is_gone)

    def restored(self) -> set[str]:
        """The records of which `articles` and `copies` know too little."""
        return {identity for identity, record in self.records.items() if record.is_restored}

    def copies(self) -> dict[str, tuple[str, int]]:
        """Every other record's id, with its article's, and its number."""
        found = {}
        for group in self._equals():
            (first, _), *others = sorted(group, key=lambda one: one[1].order)
            found |= {identity: (first, record.number) for identity, record in others}
        return found

    def _equals(self) -> Iterable[list[tuple[str, Record]]]:
        """The records that have a version, by their words; quotation marks do not tell them apart."""
        groups: dict[str, list[tuple[str, Record]]] = {}
        for identity, record in self.records.items():
            if record.words is not None:
                words = record.words.replace("“", '"').replace("”", '"')
                groups.setdefault(words, []).append((identity, record))
        return groups.values()

    def held(self) -> dict[str, str]:
        """What is held back, and why."""
        return {identity: record.held for identity, record in self.records.items() if record.held}

    def texts(self) -> set[tuple[str, str, int, bool]]:
        """Every text that ever was: id, hash, number, whether it is the one that counts."""
        return {
            (identity, sha256, number, sha256 == record.current)
            for identity, record in self.records.items()
            for sha256, (number, _) in record.texts.items()
        }
