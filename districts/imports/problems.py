"""What is wrong with one place of a workbook, said once and shown everywhere the same."""

from dataclasses import dataclass

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """`code` is for programs, `message` and `suggestion` are Vietnamese sentences for the person.

    `address` is like “D12”, or "" when the problem is of the whole sheet or workbook (`sheet` is "" then).
    """

    sheet: str
    address: str
    code: str
    message: str
    suggestion: str = ""
    severity: str = ERROR

    @property
    def is_error(self):
        return self.severity == ERROR

    @property
    def place(self):
        return f"{self.sheet}!{self.address}" if self.address else self.sheet
