"""How much a workbook may hold. Sizes in bytes."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    file_bytes: int
    rows: int
    columns: int
    unpacked_bytes: int = 60 * MEGABYTE
    parts: int = 1_000
    sheets: int = 60

    @property
    def cells(self):
        """Non-empty cells in the whole workbook."""
        return self.rows * self.columns


# One body's own figures: some sixty rows. Consolidated: a row a commune, three columns an indicator.
ONE_BODY = Limits(file_bytes=5 * MEGABYTE, rows=2_000, columns=200)
MANY_BODIES = Limits(file_bytes=20 * MEGABYTE, rows=3_500, columns=400)
