"""Sealing everything with the newest key, so that older ones can be taken away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from vaksin.application.transactions import Transactions
from vaksin.privacy.keys import DataKeys, WrongHashKey
from vaksin.privacy.sealing import Batch, SealedTable, present

# How many rows one transaction seals anew: few enough that nobody waits long for it.
BATCH = 200


@dataclass(frozen=True)
class RotationService:
    """Seals the columns of the domain and of all keepers anew.

    Work that was cut off is gone on with: what the newest key has sealed is not touched again.
    """

    transactions: Transactions
    sealed: Sequence[SealedTable]

    def check_hash_key(self) -> None:
        """Look whether people are found by the lowest of the data keys.

        Raises:
            WrongHashKey: if the database was written with another one.
        """
        with self.transactions.reading() as act:
            if not act.contacts.is_hash_key_right():
                raise WrongHashKey

    def outdated(self) -> Mapping[str, int]:
        """Return how many rows of each table the newest key has not sealed."""
        with self.transactions.reading() as act:
            return {
                table.name: table.count_outdated(act.connection, self._keys)
                for table in present(self.sealed, act.connection)
            }

    def reseal(self) -> Iterator[tuple[str, Batch]]:
        """Seal everything with the newest key, bit by bit; yield the table after each bit."""
        with self.transactions.reading() as act:
            tables = present(self.sealed, act.connection)
        for table in tables:
            batch = self._reseal(table, None)
            while batch.last is not None:
                yield table.name, batch
                batch = self._reseal(table, batch)

    def unused(self) -> set[int]:
        """Return the versions without which everything can be opened and found again."""
        with self.transactions.reading() as act:
            used = {self._keys.newest, self._keys.hashing}.union(
                *(
                    table.versions(act.connection, self._keys)
                    for table in present(self.sealed, act.connection)
                )
            )
        return set(self._keys.by_version) - used

    def _reseal(self, table: SealedTable, before: Batch | None) -> Batch:
        after = before.last if before else None
        return self.transactions.writing(
            lambda act: table.reseal(act.connection, self._keys, after, BATCH)
        )

    @property
    def _keys(self) -> DataKeys:
        return self.transactions.keys
