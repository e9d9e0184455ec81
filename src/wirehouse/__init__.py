"""Wirehouse: raw news article files in, an analytics warehouse out, every night."""

__version__ = "0.1.0"
