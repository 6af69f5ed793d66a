"""One running product for all end-to-end tests; a new phone and new people for each of them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from datetime import date

import pytest

from tests.e2e.phone import Phone
from tests.e2e.running import Product, running_product
from tests.people import FIRST_SERIAL, nik_number
from tests.processes import CHECKOUT

MODEL = CHECKOUT / "models" / "vaksin.tar.gz"
# The person whom most tests register; her NIK says the same.
BORN = date(1990, 1, 5)
FAILURE = re.compile(r'Traceback|\b(?:ERROR|CRITICAL)\b|"level": "(?:error|critical)"')

_phone_count = itertools.count(1)
_serials = itertools.count(FIRST_SERIAL + 1)


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """Return the running product; it takes a while to start, so all tests share it."""
    if not MODEL.exists():
        pytest.skip("there is no trained model; `make train` makes one")
    with running_product(tmp_path_factory.mktemp("product")) as product:
        yield product


@pytest.fixture
def new_phone(product: Product, private: list[str]) -> Callable[[], Phone]:
    """Return a maker of phones with fictional numbers that nobody used before."""

    def make() -> Phone:
        private.append(f"628997{next(_phone_count):06d}")
        return Phone(product, private[-1])

    return make


@pytest.fixture
def phone(new_phone: Callable[[], Phone]) -> Phone:
    """Return the phone of this test."""
    return new_phone()


@pytest.fixture
def new_nik(private: list[str]) -> Callable[..., str]:
    """Return a maker of NIKs of women from Tebet, all born on the same day if none is named."""

    def make(born: date = BORN) -> str:
        private.append(nik_number(next(_serials), born))
        return private[-1]

    return make


@pytest.fixture
def nik(new_nik: Callable[[], str]) -> str:
    """Return the NIK of this test."""
    return new_nik()


@pytest.fixture
def private(product: Product) -> Iterator[list[str]]:
    """Collect the numbers of a test; none may be in a log afterwards, and no error either."""
    seen = len(product.logs())
    numbers: list[str] = []
    yield numbers
    logs = product.logs()
    assert not any(number in logs for number in numbers), "a log holds a citizen's number"
    failures = [line for line in logs[seen:].splitlines() if FAILURE.search(line)]
    assert failures == []
