"""Who was seen before, of more people than fit into memory."""

from __future__ import annotations

import sqlite3


class Seen:
    """Remembers keys as numbers, in a temporary file as soon as they are many."""

    def __init__(self) -> None:
        # The empty name is a database that SQLite keeps in memory as long as it is small.
        self._file = sqlite3.connect("", isolation_level=None)
        self._file.execute("PRAGMA journal_mode = OFF")
        self._file.execute("CREATE TABLE seen (key INTEGER PRIMARY KEY)")

    def add(self, key: str) -> bool:
        """Remember a key; tell whether it is new."""
        done = self._file.execute("INSERT OR IGNORE INTO seen VALUES (?)", (hash(key),))
        return done.rowcount == 1
