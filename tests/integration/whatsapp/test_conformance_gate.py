"""Who is let in: the signature and the size decide before anything is read."""

from __future__ import annotations

import hashlib
import hmac
import json

import pytest
import pytest_asyncio

from tests.integration.whatsapp.bot import SECRET, World, echo, running
from tests.integration.whatsapp.corpus import written
from tests.integration.whatsapp.served import letters, serving, settled
from tests.unit.whatsapp.payload_samples import call, value
from whatsapp.schema import inbox
from whatsapp.signature import sign
from whatsapp.webhook import BODY_LIMIT

pytestmark = pytest.mark.asyncio(loop_scope="module")
GARBAGE = b"bukan JSON {"
OLD_SECRET = "lama"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def served(tmp_path_factory):
    async with serving(tmp_path_factory.mktemp("gerbang")) as running_server:
        yield running_server


@pytest.fixture
def ani(served):
    return served.newcomer()


def body_from(sender):
    return json.dumps(call(value([written("halo", sender, f"wamid.{sender}")]))).encode()


def sha1(body):
    return "sha1=" + hmac.new(SECRET.encode(), body, hashlib.sha1).hexdigest()


def digest(body):
    return sign(body, SECRET).removeprefix("sha256=")


FORGED = {
    "another secret": lambda body: sign(body, "lain"),
    "no secret": lambda body: sign(body, ""),
    "another body": lambda body: sign(body + b" ", SECRET),
    "nothing": lambda body: "",
    "prefix alone": lambda body: "sha256=",
    "no prefix": digest,
    "sha1": sha1,
    "sha1 under the name of sha256": lambda body: sha1(body).replace("sha1", "sha256"),
    "sha256 under the name of sha1": lambda body: f"sha1={digest(body)}",
    "sha512 prefix": lambda body: f"sha512={digest(body)}",
    "capital prefix": lambda body: f"SHA256={digest(body)}",
    "capital digits": lambda body: f"sha256={digest(body).upper()}",
    "one digit less": lambda body: sign(body, SECRET)[:-1],
    "one digit more": lambda body: sign(body, SECRET) + "0",
    "blank after the prefix": lambda body: f"sha256= {digest(body)}",
    "two signatures": lambda body: f"{sign(body, 'lain')},{sign(body, SECRET)}",
    "letters beyond ASCII": lambda body: "sha256=é".encode(),
    "something else": lambda body: "rusak",
    "very long": lambda body: "sha256=" + "a" * 5000,
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
async def test_a_call_that_is_not_signed_by_meta_is_refused_and_nothing_of_it_is_kept(
    served, ani, forge
):
    before = len(letters(served.world))
    for body in (body_from(ani), GARBAGE):
        assert await served.bot.post_raw(body, **{"X-Hub-Signature-256": forge(body)}) == 401
    assert served.status_of(f"wamid.{ani}") is None
    assert len(letters(served.world)) == before


async def test_a_call_with_the_old_header_alone_is_refused(served, ani):
    for body in (body_from(ani), GARBAGE):
        assert await served.bot.post_raw(body, **{"X-Hub-Signature": sha1(body)}) == 401
        assert await served.bot.post_raw(body) == 401
    assert served.status_of(f"wamid.{ani}") is None


@pytest.mark.parametrize("secret", [OLD_SECRET, SECRET], ids=["old", "new"])
async def test_each_of_several_secrets_opens(served, ani, secret):
    body = body_from(ani)
    assert await served.bot.post_raw(body, **{"X-Hub-Signature-256": sign(body, secret)}) == 200
    await settled(served.world)
    assert served.answers_to(ani) == 1


async def test_the_name_of_the_header_may_be_in_any_case(served, ani):
    body = body_from(ani)
    assert await served.bot.post_raw(body, **{"x-hub-signature-256": sign(body, SECRET)}) == 200


async def test_the_type_of_the_content_does_not_matter(served, ani):
    body = body_from(ani)
    headers = {"X-Hub-Signature-256": sign(body, SECRET), "Content-Type": "text/plain"}
    assert await served.bot.post_raw(body, **headers) == 200
    await settled(served.world)
    assert served.answers_to(ani) == 1


async def test_the_signature_counts_for_the_very_bytes(served, ani):
    body = body_from(ani)
    rewritten = json.dumps(json.loads(body), separators=(",", ":")).encode()
    assert (
        await served.bot.post_raw(rewritten, **{"X-Hub-Signature-256": sign(body, SECRET)}) == 401
    )


def of_size(sender, size):
    body = body_from(sender)
    return body + b" " * (size - len(body))


async def test_a_call_of_the_largest_size_is_read(served, ani):
    body = of_size(ani, BODY_LIMIT)
    assert await served.bot.post_raw(body, **{"X-Hub-Signature-256": sign(body, SECRET)}) == 200
    await settled(served.world)
    assert served.answers_to(ani) == 1


@pytest.mark.parametrize("size", [BODY_LIMIT + 1, 2 * BODY_LIMIT], ids=["a byte", "twice"])
@pytest.mark.parametrize("secret", [SECRET, "lain"], ids=["right", "wrong"])
async def test_a_call_that_is_too_large_is_refused_whoever_signed(served, ani, size, secret):
    before, body = len(letters(served.world)), of_size(ani, size)
    assert await served.bot.post_raw(body, **{"X-Hub-Signature-256": sign(body, secret)}) == 413
    assert served.status_of(f"wamid.{ani}") is None
    assert len(letters(served.world)) == before


async def test_a_large_body_without_signature_is_refused_in_chunks_too(served, ani):
    body = of_size(ani, BODY_LIMIT)
    chunks = (body[start : start + 65536] for start in range(0, len(body), 65536))
    assert await served.bot.post_raw(chunks) == 401


async def test_the_server_goes_on_after_everything_that_it_refused(served, ani):
    for answer in (401, 413, 200):
        body = of_size(ani, BODY_LIMIT + 1) if answer == 413 else body_from(ani)
        secret = "lain" if answer == 401 else SECRET
        headers = {"X-Hub-Signature-256": sign(body, secret)}
        assert await served.bot.post_raw(body, **headers) == answer
    await settled(served.world)
    assert served.answers_to(ani) == 1


class TestWithoutItsTables:
    """Only a store that fails lets Meta come again."""

    async def post(self, tmp_path, graph, table, body):
        world = World(tmp_path, graph.url)
        async with running(world, echo) as bot:
            with world.engine.begin() as connection:
                connection.exec_driver_sql(f"DROP TABLE {table}")
            headers = {"X-Hub-Signature-256": sign(body, SECRET)}
            return world, await bot.post_raw(body, **headers)

    async def test_a_message_that_cannot_be_kept_is_asked_for_again(self, tmp_path, graph):
        body = body_from("628000000001")
        world, answer = await self.post(tmp_path, graph, "whatsapp_conversations", body)
        assert answer == 503
        assert world.column(inbox.c.sequence) == []

    async def test_a_body_that_cannot_be_buried_is_asked_for_again(self, tmp_path, graph):
        _, answer = await self.post(tmp_path, graph, "whatsapp_dead_letters", GARBAGE)
        assert answer == 503

    async def test_an_item_that_cannot_be_buried_lets_nothing_of_its_call_be_half_kept(
        self, tmp_path, graph
    ):
        payload = call(value([7, written("halo")]))
        body = json.dumps(payload).encode()
        world, answer = await self.post(tmp_path, graph, "whatsapp_dead_letters", body)
        assert answer == 503
        assert world.column(inbox.c.sequence) == []

    async def test_a_forged_call_is_refused_without_looking_at_the_store(self, tmp_path, graph):
        world = World(tmp_path, graph.url)
        async with running(world, echo) as bot:
            with world.engine.begin() as connection:
                connection.exec_driver_sql("DROP TABLE whatsapp_dead_letters")
            assert await bot.post_raw(GARBAGE, **{"X-Hub-Signature-256": "rusak"}) == 401
