"""Make the outline of the land for the report's map: `python -m tools.make_outline land-110m.json`.

The file is that of the npm package world-atlas 2.0.2 (TopoJSON), made from Natural Earth, which is in the public
domain. Half a degree is two pixels on a wide screen; it brings 55 KB down to 22.
"""

import json
import sys
from collections.abc import Iterator
from itertools import accumulate, pairwise
from pathlib import Path

TARGET = Path(__file__).resolve().parents[1] / "src" / "wirehouse" / "report" / "land.txt"
STEP = 0.5  # degrees
TURN = int(360 / STEP)
SOUTHERNMOST = -58  # no news is filed from Antarctica, and it is a third of the points
Point = tuple[int, int]


def read_rings(topology: dict[str, list]) -> Iterator[list[Point]]:
    """The outer rings of the land, in steps east and south."""
    (east, north), (left, bottom) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = [
        [
            (round((x * east + left) / STEP), round(-(y * north + bottom) / STEP))
            for x, y in accumulate(arc, lambda one, other: (one[0] + other[0], one[1] + other[1]))
        ]
        for arc in topology["arcs"]
    ]
    for polygon in topology["objects"]["land"]["geometries"][0]["arcs"]:
        yield [point for index in polygon[0] for point in (arcs[index] if index >= 0 else arcs[~index][::-1])]


def to_path(ring: list[Point]) -> str:
    """The ring as a part of an SVG path: from its first point on each as the steps from the one before.

    What crosses the date line goes on beyond the edge, and stands a second time a turn to the west or east.
    """
    steps = [((x - a + TURN // 2) % TURN - TURN // 2, y - b) for (a, b), (x, y) in pairwise(ring) if (a, b) != (x, y)]
    path = "l" + " ".join(f"{x} {y}" for x, y in steps) + "z"
    (first, top), xs = ring[0], list(accumulate((x for x, _ in steps), initial=ring[0][0]))
    turns = [0] + [-TURN] * (max(xs) > TURN // 2) + [TURN] * (min(xs) < -TURN // 2)
    return "".join(f"M{first + turn} {top}{path}" for turn in turns).replace(" -", "-")


def main() -> None:
    """Write the package's `land.txt`."""
    rings = list(read_rings(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))))
    kept = [ring for ring in rings if max(-y for _, y in ring) * STEP > SOUTHERNMOST and len(set(ring)) > 3]
    TARGET.write_text("".join(map(to_path, kept)) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
