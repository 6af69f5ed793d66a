"""Whatever citizens tell is left nowhere: in no table, file, log, metric or error, in no shape.

``make privacy`` prints where it was looked for.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Collection, Iterator
from functools import partial
from urllib.parse import quote

import pytest
from sqlalchemy import MetaData, select, text

from memory.sealed_events import open_events
from tests.privacy import markers
from tests.privacy.conftest import Visited
from tests.privacy.looks import Look, look, table
from tests.privacy.markers import Marker, of_day, of_text
from tests.privacy.places import database_files, logs, metrics, tables
from vaksin.database import create_engine
from vaksin.privacy.keys import CannotDecrypt, DataKeys
from vaksin.settings import Settings
from whatsapp.sealed_payloads import open_payload

pytestmark = pytest.mark.e2e
ENGINES = ("sqlite", "postgresql")
# What a kind of visit writes; an empty one would mean that nobody was there.
WRITTEN = (
    *("persons", "registrations", "consents", "bookings", "drafts", "corrections", "erasures"),
    *(
        "officer_requests",
        "waiting_entries",
        "notices",
        "limited_acts",
        "contacts",
        "dialogue_memories",
    ),
    *("whatsapp_inbox", "whatsapp_outbox", "whatsapp_dead_letters"),
)


def looks(name: str, visited: Visited) -> Iterator[Look]:
    """Look into every place of one product."""
    product, planted = visited.visits.product, visited.visits.planted
    places = [
        *tables(product.database),
        *database_files(product.environment["DATABASE_URL"]),
        *logs(visited.folder),
        *metrics(product),
        ("answers to wrong requests", b"\n".join(visited.visits.answers)),
    ]
    for place, data in places:
        yield look(f"{name}: {place}", data, planted)


@pytest.mark.parametrize("name", ENGINES)
def test_given_citizens_of_every_kind_and_every_failure_then_nothing_told_is_left_anywhere(
    visited: dict[str, Visited], name: str
) -> None:
    found = list(looks(name, visited[name]))
    print(f"\n{table(found)}")
    assert [(one.place, one.found) for one in found if one.found] == []
    sizes = {one.place: one.size for one in found}
    assert [known for known in WRITTEN if not sizes[f"{name}: table {known}"]] == []
    assert sizes[f"{name}: log bot.log"] > 100_000  # Rasa did log at DEBUG


@pytest.mark.parametrize("name", ENGINES)
def test_what_was_told_is_there_for_who_has_the_keys(
    visited: dict[str, Visited], name: str
) -> None:
    """The search above would find nothing either if nothing had been told."""
    visits = visited[name].visits
    opened = b"\n".join(_opened(visits.product.database, visits.product.environment))
    told = look("opened", opened, visits.planted)
    assert set(told.found) == {marker.kind for marker in visits.planted}


def _opened(engine, environment) -> Iterator[bytes]:
    """Yield all sealed values of the database, opened."""
    keys = Settings.from_environment(environment).data_keys
    metadata = MetaData()
    metadata.reflect(engine)
    with engine.connect() as connection:
        for sealed in metadata.sorted_tables:
            open_value = partial(OPENERS.get(sealed.name, open_text), keys=keys)
            for row in connection.execute(select(sealed)):
                for value in filter(lambda value: isinstance(value, str), row):
                    try:
                        yield open_value(value).encode()
                    except CannotDecrypt:
                        continue


def open_text(sealed: str, keys: DataKeys) -> str:
    return keys.open(sealed)


def open_message(sealed: str, keys: DataKeys) -> str:
    return json.dumps(open_payload(sealed, keys), ensure_ascii=False)


def open_conversation(sealed: str, keys: DataKeys) -> str:
    events = [event.as_dict() for event in open_events(sealed, keys)]
    return json.dumps(events, ensure_ascii=False)


OPENERS = {
    "whatsapp_outbox": open_message,
    "dialogue_memories": open_conversation,
    "dialogue_archive": open_conversation,
}


# ---- the search itself ------------------------------------------------------------------------

NIK = markers.niks(1)[0]


def kinds(data: bytes, planted: Collection[Marker]) -> tuple[str, ...]:
    return look("uji", data, planted).found


@pytest.mark.parametrize(
    "disguised",
    [
        NIK,
        f"nik={NIK}&",
        f"{NIK[:4]} {NIK[4:8]} {NIK[8:12]} {NIK[12:]}",
        f"{NIK[:4]}-{NIK[4:8]}-{NIK[8:12]}-{NIK[12:]}",
        *(base64.b64encode(before + NIK.encode() + b"!").decode() for before in (b"", b"a", b"ab")),
        NIK.encode().hex(),
    ],
)
def test_a_planted_number_is_found_in_every_shape(disguised: str) -> None:
    assert kinds(f"x{disguised}y".encode(), [Marker("NIK", NIK)]) == ("NIK",)


@pytest.mark.parametrize(
    "disguised",
    [
        markers.NAME,
        markers.NAME.upper(),
        markers.NAME.split()[1],
        quote(markers.NAME),
        *(base64.b64encode(x + markers.NAME.encode() + b"!").decode() for x in (b"", b"a", b"ab")),
    ],
)
def test_a_planted_name_is_found_in_every_shape(disguised: str) -> None:
    assert kinds(f"x{disguised}y".encode(), list(of_text("name", markers.NAME))) == ("name",)


@pytest.mark.parametrize("written", ["17 Agustus 1973", "1973-08-17", "17/08/1973", "17081973"])
def test_a_planted_day_is_found_however_it_is_written(written: str) -> None:
    assert kinds(f"x {written} y".encode(), list(of_day("day", markers.BORN))) == ("day",)


def test_where_nothing_was_planted_nothing_is_found() -> None:
    assert (
        kinds(b"turn_done 17 contact 0123456789abcdef", list(of_text("name", markers.NAME))) == ()
    )


def test_what_is_planted_in_a_table_a_file_or_a_log_is_found(tmp_path) -> None:
    url = f"sqlite:///{tmp_path / 'vaksin.db'}"
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE t (id INTEGER, told TEXT)"))
        connection.execute(text("INSERT INTO t VALUES (1, :told)"), {"told": markers.NAME})
    (tmp_path / "bot.log").write_text(f"Received {markers.NAME}")
    places = [*tables(engine), *database_files(url), *logs(tmp_path)]
    engine.dispose()
    found = {place for place, data in places if kinds(data, list(of_text("n", markers.NAME)))}
    assert {"table t", "log bot.log"} < found
    assert any(place.startswith("file ") for place in found)
