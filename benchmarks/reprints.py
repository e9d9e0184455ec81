"""Texts with known duplicates: clean ones, invented or of corpora, and what reprinting makes of them. Seeded."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import polars as pl

from benchmarks import prose

SEED = 20240115
MADE_OF_EACH = 400
LEAST_WORDS = 60
NEW_WORDS = [word for name in ("nouns", "verbs", "adjectives", "adverbs") for word in prose.WORDS[name]]
MISREAD = {
    "rn": "m",
    "m": "rn",
    "l": "1",
    "o": "0",
    "e": "c",
    "h": "li",
    "c": "e",
    "i": "l",
    "u": "ii",
    "s": "5",
    "t": "f",
}


def cut_to_a_third(text: str, _: Random) -> str:
    """The first third of the words: an agency's story, cut from below."""
    ends = [match.end() for match in re.finditer(r"\S+", text)]
    return text[: ends[len(ends) // 3]]


def give_new_lead(text: str, random: Random) -> str:
    """Another lead, a sentence or two, in the place of the headline and the first sentence, of a fifth at most."""
    ends = [match.end() for match in re.finditer(r"[.!?]\W*\s|\n\n", text) if match.end() <= len(text) / 5]
    end = ends[-1] if ends else re.compile(r"\s|$").search(text, len(text) // 5).end()  # type: ignore[union-attr]
    return "\n\n".join([*prose.paragraphs(random, min(end, 200)), text[end:]])


def replace_words(text: str, random: Random) -> str:
    """One word in ten is another."""
    return re.sub(r"\w+", lambda word: random.choice(NEW_WORDS) if random.random() < 0.1 else word[0], text)


def embed(text: str, random: Random) -> str:
    """The text whole within a longer one of one and a half to three times its length."""
    letters = int(len(text) * random.uniform(0.25, 1))
    before, after = (prose.paragraphs(random, share) for share in (letters, letters))
    return "\n\n".join([*before, text, *after])


def misread(text: str, random: Random) -> str:
    """One word in twenty has letters that look like others, as a scan has."""

    def damage(word: re.Match[str]) -> str:
        found = [look for look in MISREAD if look in word[0]]
        if not found or random.random() >= 0.05:
            return word[0]
        look = random.choice(found)
        return word[0].replace(look, MISREAD[look], 1)

    return re.sub(r"\w+", damage, text)


KINDS: dict[str, Callable[[str, Random], str]] = {
    "cut to a third": cut_to_a_third,
    "new lead": give_new_lead,
    "10 % of words replaced": replace_words,
    "embedded": embed,
    "5 % of words misread": misread,
}


def make_texts(count: int, seed: int = SEED, corpora: Path | None = None, made: int = MADE_OF_EACH) -> pl.DataFrame:
    """`count` texts: `name`, `text`, and of a made one `kind` and `origin`, the name of what it was made from.

    All texts of the folder `corpora`, if there is one, `made` texts of each kind, and for the rest invented ones.
    Each text is the origin of one made text at most, and no made text is an origin.
    """
    random = Random(seed)
    clean = list(_read_corpora(corpora)) if corpora else []
    missing = count - len(clean) - made * len(KINDS)
    if missing < made * len(KINDS):
        raise ValueError(f"{count} texts are too few for {len(clean)} of corpora and {made} of each kind")
    clean += [(f"invented/{number}", invent(Random(f"{seed}:{number}"))) for number in range(missing)]
    from_corpora = [text for text in clean[:-missing] if len(text[1].split()) >= LEAST_WORDS]
    sampled = random.sample(from_corpora, min(len(from_corpora), made * len(KINDS) // 2))
    sampled += random.sample(clean[-missing:], made * len(KINDS) - len(sampled))
    random.shuffle(sampled)
    rows = [{"name": name, "text": text, "kind": None, "origin": None} for name, text in clean]
    for number, (name, text) in enumerate(sampled):
        kind = list(KINDS)[number % len(KINDS)]
        rows.append({"name": f"made/{number}", "text": KINDS[kind](text, random), "kind": kind, "origin": name})
    random.shuffle(rows)
    return pl.DataFrame(rows, infer_schema_length=None)


def invent(random: Random) -> str:
    """An invented article of 60 to 700 words."""
    return "\n\n".join([prose.title(random), *prose.paragraphs(random, random.randint(500, 4_500))])


def _read_corpora(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.glob("*/inputs.jsonl")):
        for line in path.open(encoding="utf-8"):
            row = json.loads(line)
            if isinstance(row.get("text"), str):
                yield f"{path.parent.name}/{row['id']}", row["text"]


def recall(texts: pl.DataFrame, is_found: Callable[[str, str], bool]) -> dict[str, float]:
    """The share of the made texts, by kind, that were found together with what they were made from."""
    made = texts.filter(pl.col("origin").is_not_null())
    return {
        kind: sum(is_found(*pair) for pair in pairs) / len(pairs)
        for kind in KINDS
        if (pairs := made.filter(pl.col("kind") == kind).select("name", "origin").rows())
    }
