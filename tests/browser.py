"""Headless Chromium, where there is one: a page as a person opens it, what it asked for, and what it complained of."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")


@dataclass
class Seen:
    """A page (playwright's), every address that it asked for, and what its console and its scripts said."""

    page: Any
    requests: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


@contextmanager
def browser(width: int = 1200, scheme: str = "light", height: int = 800) -> Iterator[Seen]:
    """An empty page of a browser that is closed at the end."""
    sync = pytest.importorskip("playwright.sync_api")
    with sync.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        seen = Seen(chromium.new_page(viewport={"width": width, "height": height}, color_scheme=scheme))
        seen.page.on("console", lambda message: seen.said.append(message.text))
        seen.page.on("pageerror", lambda error: seen.said.append(str(error)))
        seen.page.on("request", lambda request: seen.requests.append(request.url))
        yield seen
        chromium.close()
