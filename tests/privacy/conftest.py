"""The running product on each database, talked to by citizens of every kind while all may log."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.conftest import MODEL
from tests.e2e.running import product_in
from tests.privacy.visits import Visits, visit

# Everything that any library would ever log; nobody types in pieces, so nobody is waited for.
TALKATIVE = {
    "LOG_LEVEL": "DEBUG",
    "LOG_LEVEL_LIBRARIES": "DEBUG",
    "WHATSAPP_PATIENCE_SECONDS": "0",
}


@dataclass(frozen=True)
class Visited:
    """A running product after everybody was there."""

    folder: Path
    visits: Visits


@pytest.fixture(scope="session")
def visited(
    tmp_path_factory: pytest.TempPathFactory, postgres_url: str
) -> Iterator[dict[str, Visited]]:
    """Return both products; they run side by side, because each takes a minute or two."""
    if not MODEL.exists():
        pytest.skip("there is no trained model; `make train` makes one")
    databases = {"sqlite": {}, "postgresql": {"DATABASE_URL": postgres_url}}
    both = {}
    for name, database in databases.items():
        folder = tmp_path_factory.mktemp(name)
        both[name] = Visited(folder, Visits(product_in(folder, **TALKATIVE, **database), folder))
    try:
        with ThreadPoolExecutor(len(both)) as pool:
            list(pool.map(start_and_visit, both.values()))
        yield both
    finally:
        for one in both.values():
            one.visits.product.stop()


def start_and_visit(one: Visited) -> None:
    one.visits.product.start()
    visit(one.visits)
