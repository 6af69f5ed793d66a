"""Everything that the product leaves behind or shows, as bytes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import requests
from sqlalchemy import MetaData, select
from sqlalchemy.engine import Engine, make_url

from tests.e2e.running import Product

ANSWER_SECONDS = 10
METERED = ("gate", "bot")


def tables(engine: Engine) -> Iterator[tuple[str, bytes]]:
    """Yield each table with every value of every row, written out."""
    metadata = MetaData()
    metadata.reflect(engine)
    with engine.connect() as connection:
        for found in metadata.sorted_tables:
            rows = connection.execute(select(found)).all()
            yield (
                f"table {found.name}",
                b"\n".join(_written(value) for row in rows for value in row),
            )


def database_files(url: str) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the database: with SQLite all of them, with PostgreSQL its log."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        file = Path(str(parsed.database))
        for part in sorted(file.parent.glob(f"{file.name}*")):
            yield f"file {part.name}", part.read_bytes()
    else:
        yield "log of PostgreSQL", (Path(str(parsed.query["host"])) / "log").read_bytes()


def logs(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield what each process wrote."""
    for file in sorted(folder.glob("*.log")):
        yield f"log {file.name}", file.read_bytes()


def metrics(product: Product) -> Iterator[tuple[str, bytes]]:
    """Yield the metrics of each process that has some."""
    for part in METERED:
        answer = requests.get(f"{product.url_of(part)}/metrics", timeout=ANSWER_SECONDS)
        assert answer.ok
        yield f"metrics of {part}", answer.content


def _written(value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()
