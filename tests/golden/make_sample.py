"""Write the files of data/sample that no editor could write: `python tests/golden/make_sample.py [FOLDER]`.

All other files of the sample are kept as they stand. The output is the same every time; only the compressed
bytes may differ where Python was built with another zlib, their content never does.

What a first run of the sample cannot show: `too_many_records`, for the least such file has 200,001 records; and dates
from the path, from a file's time or by a fixed day, which are for a source's own settings to ask for.
"""

import gzip
import io
import random
import sys
import unicodedata
import zlib
from pathlib import Path

SAMPLE = Path(__file__).parents[2] / "data" / "sample"

SOUP = """\
date 2024-01-19

Montréal soup café named city’s quietest public room

MONTREAL — A Montréal café that serves only soup has won the city’s prize for the quietest public room, \
after judges measured less noise at lunch than in two of the municipal libraries.

The Café Sourdine hung felt behind its shelves, glued cork under 64 chairs and banned metal spoons. A \
bowl costs $9; a whisper is free.

“People think silence is empty,” said owner Geneviève Charlebois-Roy. “It is like bouillon: you have to \
reduce for hours.”

The jury’s sound meter read 41 decibels at half past twelve. A blender in the café next door, heard \
through the wall, cost it a perfect score.

The prize comes with a cheque for $2,500 and a bell without a clapper.

This report by The Canadian Press was first published Jan. 18, 2024.
"""

YACHT = """\
date 2024-01-20

School-built yacht beats its teacher off Tasmania

HOBART, Australia, Jan 20 (Reuters) - A wooden yacht built by school pupils won its class in a coastal \
race off Tasmania on Saturday, beating boats that cost thirty times as much and one whose skipper had \
taught the pupils to sail.

The Patience, 9.2 metres long, was planked in Huon pine in the yard of a school at Franklin over four \
years. Sixty-three pupils worked on it; five sailed it.

"We knew every plank, so we knew which ones to trust," said helm Isla Brandreth, 17.

The boat covered the 96 nautical miles in 13 hours and 41 minutes in a southwesterly wind of up to 28 \
knots. Two yachts withdrew with damaged rigging.

Its former teacher, Colin Dwyer, finished second, eleven minutes behind.

"I taught them everything I know," he said, "and evidently they kept reading."

(Reporting by Tom Ashgrove; Editing by Lena Fairweather)
"""

POOL = """\
date 2024-01-16

Un maître-nageur retraité rouvre la piscine d’hiver à ses frais

NAMUR, Belgique, 16 jan (Belga) - Un maître-nageur à la retraite a rouvert mardi la petite piscine chauffée de son \
village, fermée depuis deux hivers, après avoir réparé lui-même la chaudière avec des pièces d’épaves.

L’entrée coûte trois bûches, à déposer près de la porte. « À la fin, tout le monde aura nagé et personne n’aura eu \
froid », a déclaré Hervé Lambotte, 71 ans.

Une soixantaine d’élèves de l’école voisine ont été les premiers à plonger. Le plus âgé des baigneurs, né avant la \
piscine, a préféré rester assis au bord et compter les longueurs.
"""

CATS = """\
date 2024-01-17

Harbour cats get a timetable of their own

VICTORIA, Seychelles, Jan 16: The ferry company of the Seychelles has printed a timetable for the cats that meet its \
boats, after visitors asked why the animals were always on the quay five minutes before the crew.

The cats are fed from the galley when a boat has tied up. They know the day’s last sailing, said the ticket clerk, \
Marie-Ange Payet, and they don’t come on Sundays.

“We only wrote down what they knew already,” Payet said. “It’s the one timetable here that has never been wrong.”

The 90–95 regular animals have been counted twice.
"""

MIB = 1024 * 1024
UNPACKED_BYTES = 65 * MIB  # the default limit is 64 MiB of unpacked bytes


def pack(data: bytes) -> bytes:
    """Gzip without the clock and the file name, which would differ from run to run."""
    buffer = io.BytesIO()
    with gzip.GzipFile("", "wb", 9, buffer, mtime=0) as stream:
        stream.write(data)
    return buffer.getvalue()


def make_photo() -> bytes:
    """A small PNG, saved under the name of a text: bytes that are not text."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)

    header = (24).to_bytes(4) + (24).to_bytes(4) + bytes([8, 0, 0, 0, 0])
    pixels = random.Random(2024).randbytes(24 * 25)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(pixels)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, data) for kind, data in chunks)


def make_undecodable() -> bytes:
    """A story drowned in line noise: hardly a control byte, yet no encoding makes words of it."""
    noise = random.Random(1604)
    high = bytes(range(0x80, 0x100)) + bytes([0x81, 0x8D, 0x8F, 0x90, 0x9D]) * 8
    body = bytes(noise.choice(high) if noise.random() < 0.6 else byte for byte in YACHT[40:1000].encode())
    return b"date 2024-01-16\n\n" + body + b"\n"


def make_runaway_log() -> bytes:
    """Some 65 KB that unpack to more than 64 MiB."""
    head = b"date 2024-01-21\n\nFeed monitor\n\n"
    return head + b"." * (UNPACKED_BYTES - len(head))  # a line repeated packs three times worse


def make_decomposed() -> bytes:
    """A story from a system that writes letters and their accents one by one, and `fi` as one sign."""
    return unicodedata.normalize("NFD", POOL).replace("fin,", "\ufb01n,").encode()


def make_lossy() -> bytes:
    """A story in cp1252 that was read as UTF-8 once: of all that is not ASCII one sign is left."""
    return CATS.encode("cp1252").decode("utf-8", errors="replace").encode()


def make_files() -> dict[str, bytes]:
    """Path below the sample folder → bytes."""
    return {
        "northern-wire/2024-01-19_1015_soup-cafe.txt": SOUP.encode("cp1252"),
        "northern-wire/2024-01-20_2130_school-yacht.txt.gz": pack(YACHT.encode()),
        "northern-wire/2024-01-20_2145_school-yacht-photos.txt.gz": pack(YACHT.encode())[:400],
        "northern-wire/2024-01-16_0302_line-noise.txt": make_undecodable(),
        "northern-wire/2024-01-21_0000_feed-monitor.txt.gz": pack(make_runaway_log()),
        "islands-herald/2024-01-19_turtle-photo.txt": make_photo(),
        "lantern-weekly/2024-01-16_winter-pool.txt": make_decomposed(),
        "lantern-weekly/2024-01-17_harbour-cats.txt": make_lossy(),
    }


def main() -> None:
    """Write them below the folder given, else below data/sample."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE
    for name, data in make_files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


if __name__ == "__main__":
    main()
