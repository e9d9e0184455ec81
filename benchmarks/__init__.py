"""Measurements of the pipeline beside a floor and a hand-written peer: `make bench`."""
