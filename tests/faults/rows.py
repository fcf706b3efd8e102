"""The portal's documents as its database says, read from outside while it runs."""

import contextlib
import sqlite3
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Row:
    uuid: UUID
    rendering: str
    attempt: UUID | None
    failures: int
    reason: str
    snapshot: str

    @property
    def is_working(self):
        return self.rendering in ("queued", "rendering")

    @property
    def path(self):
        return f"/documents/{self.uuid}/"

    @property
    def attempted_file(self):
        return f"{self.uuid}.{self.attempt.hex}.pdf"


class Rows:
    def __init__(self, portal):
        self.database = portal.var_dir / "db.sqlite3"
        self.folder = portal.var_dir / "media" / "documents"

    def ask(self, statement, *values):
        source = f"file:{self.database}?mode=ro"
        with contextlib.closing(sqlite3.connect(source, uri=True, timeout=20)) as connection:
            return connection.execute(statement, values).fetchall()

    def all(self):
        """Every document, the oldest request first."""
        found = self.ask(
            "SELECT uuid, rendering, attempt, failures, failure_reason, snapshot_hash"
            " FROM oversight_document ORDER BY requested_at"
        )
        return [
            Row(UUID(uuid), state, attempt and UUID(attempt), *rest) for uuid, state, attempt, *rest in found
        ]

    def rendering(self):
        return [row for row in self.all() if row.rendering == "rendering"]

    def one(self, path):
        """The document whose page is `path`."""
        return next(row for row in self.all() if row.path == path)

    def stored(self):
        """{file name: sha256} of every rendering that was finished."""
        found = self.ask("SELECT path, sha256 FROM cds_portal_storedfile WHERE path LIKE 'documents/%'")
        return {path.removeprefix("documents/"): digest for path, digest in found}

    def named(self):
        """The names of the files that the documents point to."""
        found = self.ask(
            "SELECT path FROM oversight_document d JOIN cds_portal_storedfile f ON f.id = d.file_id"
        )
        return sorted(path.removeprefix("documents/") for (path,) in found)

    def on_disk(self):
        return sorted(path.name for path in self.folder.glob("*"))
