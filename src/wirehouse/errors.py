"""The few exceptions. Each is a decision: which exit code, and what the reader should do next.

Data problems are rows, never exceptions: see `wirehouse.schema` for the fates and reasons of records.
"""

from wirehouse.redaction import redact


class WirehouseError(Exception):
    """A problem that ends the command.

    `message` says what was expected and what was seen; `hint` what to do next. Neither holds a URL's credentials.
    """

    exit_code = 2

    def __init__(self, message: str, hint: str = "") -> None:
        self.message = redact(message)
        self.hint = redact(hint)
        super().__init__(self.message, self.hint)

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class ConfigurationError(WirehouseError):
    """A setting, an argument or a file of the project is not as it must be."""


class EnvironmentProblemError(WirehouseError):
    """The machine does not allow it: no such folder, no space, no permission, a foreign file."""


class WarehouseBusyError(WirehouseError):
    """Another run works on this warehouse."""


class AuditRefusedError(WirehouseError):
    """The audit found what must not be published. Nothing was published."""

    exit_code = 1


class BrokenCheckError(WirehouseError):
    """A check could not be evaluated. It says nothing about the data, so nothing was published."""

    exit_code = 1
