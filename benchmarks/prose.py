"""Invented English: sentences from templates and a vocabulary of some 3,700 word forms. Nobody's text, and no sense."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from random import Random

WORDS: dict[str, list[str]] = json.loads(Path(__file__).with_name("words.json").read_text(encoding="utf-8"))
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
NUMBERS = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "a dozen", "several"]

# Slots: n noun, ns plural, v infinitive, vd past, vg -ing form, a adjective, d adverb, who a full name, last a
# surname, town, num a number, count a larger one, day. A template with a quotation is what news is made of.
TEMPLATES = """
The {a} {n} of {town} {vd} its {ns} on {day}, {num} months after the {n} had {d} {vd} a {a} {n}.
{who}, a {a} {n} from {town}, said the {ns} would {v} the {n} {d}.
"We {vd} the {n}, and then the {a} {ns} {d} {vd} us," said {who}, {n} of the {town} {n}.
Officials {vd} that {count} {ns} had been {vd} since {day}, up from {count} a year earlier.
A {a} {n} near {town} was {d} {vd} while {ns} {vd} the {a} {n}.
The {n} cost ${count}, which the {n} said was {a} for a {n} of that kind.
Critics of the {a} {n} have {d} {vd} the {n}, arguing that {ns} should {v} {ns} first.
"It is a {a} {n}," {last} said. "Every {n} that we {v} will {v} another."
The {n} and the {n} have {vd} each other {d} for {num} years, and neither has {vd} its {ns}.
Under the {a} plan, {ns} could {v} {count} {ns} by the end of the {n}.
{last}, who {vd} the {n} for {num} years, said {ns} were {d} {vg} the {n}.
More than {count} {ns} {vd} the {a} {n} in {town}, according to the {a} {n}.
Neither the {n} nor its {ns} {vd} the {a} {n}, a {n} in {town} found.
The {ns} were {vd} by {num} {a} {ns}, among them {who} and {who}.
At the {a} {n}, {ns} {d} {v} {ns} before the {n} can {v} a {n}.
"Nobody {vd} us about the {n}," said {who}, who has been a {n} since {count}.
The {n} had been {vd} in {town}, where {a} {ns} {d} {v} the {ns} of the {a} {n}.
By {day} evening the {ns} had {d} {vd}, and the {n} was {vg} a {a} {n}.
In a {a} {n}, the {town} {n} {vd} {ns} to {v} the {n} until {day}.
Analysts had {vd} {count} {ns}, but the {n} {vd} only {count}.
The {a} {n} will {v} its {ns} in {num} weeks, unless the {n} should {v} it.
{who} {vd} the {n} in a {a} {n} on {day} and {d} {vd} the {ns}.
Some {ns} in {town} still {v} the {a} {n}; others {v} a {n} that has {d} {vd} them.
"My {n} {vd} here, my {n} {vd} here, and I {v} here," the {a} {n} said.
It was the {a} {n} that {ns} had {vd} since the {n} of {count}.
With {ns} {vg} the {n}, the {a} {n} has become {a}, {last} said.
The {n}, which {vd} {num} {ns}, was {vd} as {a} and {a} by the {town} {n}.
Residents said they had {d} {vd} {ns} when the {a} {n} began to {v}.
A {n} of {ns} {vd} that the {a} {n} would {v} between {num} and {count} {ns}.
"If you {v} a {n} like this one, you {v} the {n} too," {who} {d} {vd}.
The {ns} of {town} have a {a} {n} to {v}, and {num} {ns} in which to {v} it.
After {num} {ns} and a {a} {n}, the {n} {d} {vd} its {a} {ns}.
Its {a} {n}, {who}, declined to {v} the {ns} but said the {n} was {a}.
Work on the {a} {n} is to {v} on {day}; the {ns} of the {n} will {v} until then.
That {n} {vd} many {ns}, because the {n} had {vd} a {a} {n} only {num} days before.
The {town} {n} {vd} ${count} for {a} {ns}, {num} times what it {vd} for {ns}.
""".strip().splitlines()
TITLES = """
{town} {n} to {v} {a} {ns}
{a} {n} {vd} by {ns} in {town}
{ns} {v} {n} as {a} {n} {vd}
{n} of {town} {vd} after {a} {n}
{num} {ns} {vd} in {a} {town} {n}
How a {a} {n} {vd} the {ns} of {town}
{ns} {d} {v} {town} {n}, {n} says
""".strip().splitlines()


def plural(noun: str) -> str:
    """`box` → `boxes`, `city` → `cities`, `boat` → `boats`: the vocabulary holds regular nouns only."""
    if re.search(r"(s|x|z|ch|sh)$", noun):
        return f"{noun}es"
    return re.sub(r"([^aeiou])y$", r"\1ie", noun) + "s"


def past(verb: str) -> str:
    """`move` → `moved`, `carry` → `carried`, `lift` → `lifted`: regular verbs without doubled letters only."""
    return verb + "d" if verb.endswith("e") else re.sub(r"([^aeiou])y$", r"\1i", verb) + "ed"


def gerund(verb: str) -> str:
    """`move` → `moving`, `lift` → `lifting`."""
    return re.sub(r"([^e])e$", r"\1", verb) + "ing"


_LISTS = {
    "n": WORDS["nouns"],
    "ns": [plural(noun) for noun in WORDS["nouns"]],
    "v": WORDS["verbs"],
    "vd": [past(verb) for verb in WORDS["verbs"]],
    "vg": [gerund(verb) for verb in WORDS["verbs"]],
    "a": WORDS["adjectives"],
    "d": WORDS["adverbs"],
    "last": WORDS["surnames"],
    "town": WORDS["towns"],
    "num": NUMBERS,
    "day": DAYS,
}


def _pick(words: list[str]) -> Callable[[Random], str]:
    return lambda random: words[int(random.random() * len(words))]


_FILL: dict[str, Callable[[Random], str]] = {name: _pick(words) for name, words in _LISTS.items()}
_FILL["who"] = lambda random: f"{random.choice(WORDS['given_names'])} {random.choice(WORDS['surnames'])}"
_FILL["count"] = lambda random: f"{10 + int(random.random() ** 3 * 9990):,}"


def _compile(template: str) -> list[str | Callable[[Random], str]]:
    parts = re.split(r"\{(\w+)\}", template)
    return [_FILL[part] if number % 2 else part for number, part in enumerate(parts)]


_SENTENCES = [_compile(template) for template in TEMPLATES]
_TITLES = [_compile(template) for template in TITLES]


def _write(pattern: list[str | Callable[[Random], str]], random: Random) -> str:
    text = "".join([part if isinstance(part, str) else part(random) for part in pattern])
    text = re.sub(r"\b([Aa]) (?=[aeio])", r"\1n ", text)
    return text[0].upper() + text[1:]


def full_name(random: Random) -> str:
    """A given name and a surname."""
    return _FILL["who"](random)


def sentence(random: Random) -> str:
    """One sentence of 10 to 25 words, with its full stop."""
    return _write(_SENTENCES[int(random.random() * len(_SENTENCES))], random)


def title(random: Random) -> str:
    """A headline without a full stop."""
    return _write(_TITLES[int(random.random() * len(_TITLES))], random)


def paragraphs(random: Random, letters: int) -> list[str]:
    """Paragraphs of one to three sentences, together about `letters` characters."""
    result: list[str] = []
    while letters > 0:
        paragraph = " ".join([sentence(random) for _ in range(1 + int(random.random() * 3))])
        result.append(paragraph)
        letters -= len(paragraph) + 2
    return result
