"""What no text that is written or printed may hold: the credentials of URLs, which stay in the memory of this process
and its workers, and characters that act instead of being read."""

import re

# They would speak to the terminal, or turn the order of what stands beside them.
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
HIDDEN = "***"
# `user:password@` in front of a host. In `github://org:repo@branch` the same place names the repository.
_USER_INFO = re.compile(r"(?<=://)(?<!github://)[^\s/?#]*@", re.IGNORECASE)
# Signed and keyed URLs of object stores and APIs: `?X-Amz-Signature=…`, `&sig=…`, `?api_key=…`.
_SECRET_PARAMETER = re.compile(
    r"(?<=[?&;])((?:[\w.-]*(?:token|secret|signature|credential|passw|pwd|auth(?!or)|api_?key|accesskey)[\w.-]*|"
    r"(?:[\w.-]*[-_.])?(?:key|sig|pass))=)[^\s&;#]*",
    re.IGNORECASE,
)
_known: dict[str, str] = {}


def redact(text: str) -> str:
    """The text with the credentials of every URL in it replaced by `***`. Idempotent, total."""
    return _SECRET_PARAMETER.sub(rf"\1{HIDDEN}", _USER_INFO.sub(f"{HIDDEN}@", text))


def conceal(url: str) -> str:
    """A URL as it may be written down; `reveal` gives this process the real one back."""
    public = redact(url)
    if public != url:
        _known[public] = url
    return public


def reveal(public: str) -> str:
    """The URL with its credentials, where `conceal` has seen them; any other text as it is."""
    return _known.get(public, public)


def secrets() -> dict[str, str]:
    """What `conceal` has seen, for the memory of a worker process: never for a file."""
    return dict(_known)


def remember(known: dict[str, str]) -> None:
    """Let `reveal` know what `conceal` has seen in another process."""
    _known.update(known)
