"""News of numbers and user ids: no turn, and the same conversation afterwards."""

from __future__ import annotations

import pytest
import pytest_asyncio

from tests.integration.whatsapp.corpus import note, seconds_ago, written
from tests.integration.whatsapp.served import letters, serving, settled
from tests.unit.whatsapp.payload_samples import call, value

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def served(tmp_path_factory):
    async with serving(tmp_path_factory.mktemp("alamat")) as running:
        yield running


@pytest.fixture
def old(served):
    return served.newcomer()


@pytest.fixture
def new(served):
    return served.newcomer()


def says(text, sender, **fields):
    return written(text, sender, f"wamid.{sender}.{text}", **fields)


def hidden(text, user_id):
    message = says(text, user_id, from_user_id=user_id)
    del message["from"]
    return message


def told(kind, sender, **content):
    return note(kind, f"wamid.berita.{sender}", sender, **content)


@pytest.mark.parametrize("kind", ["user_changed_number", "customer_changed_number"])
@pytest.mark.parametrize("key", ["wa_id", "new_wa_id"])
async def test_after_a_changed_number_the_conversation_goes_on_at_the_new_one(
    served, old, new, kind, key
):
    await served.post(says("satu", old))
    assert await served.post(told(kind, old, **{key: new})) == 200
    assert served.read_from(f"wamid.{old}.satu") == ["satu"]
    await served.post(says("dua", new))
    assert served.read_from(f"wamid.{new}.dua") == ["satu", "dua"]
    assert (served.answers_to(old), served.answers_to(new)) == (1, 1)


async def test_a_change_between_two_messages_of_one_call_is_one_conversation(served, old, new):
    messages = (
        says("satu", old, timestamp=seconds_ago(60)),
        told("user_changed_number", old, wa_id=new),
        says("dua", new),
    )
    assert await served.post(*messages) == 200
    assert served.read_from(f"wamid.{new}.dua") == ["satu", "dua"]
    assert served.answers_to(new) == 2


async def test_a_change_that_is_told_late_makes_one_conversation_of_two(served, old, new):
    await served.post(says("satu", old))
    await served.post(says("dua", new))
    await served.post(told("user_changed_number", old, wa_id=new))
    await served.post(says("tiga", new))
    assert served.contact_of(f"wamid.{old}.satu") == served.contact_of(f"wamid.{new}.tiga")
    assert served.contact_of(f"wamid.{new}.dua") == served.contact_of(f"wamid.{new}.tiga")
    assert served.answers_to(new) == 2


async def test_a_change_that_is_told_twice_counts_once(served, old, new):
    await served.post(says("satu", old))
    for _ in range(2):
        assert await served.post(told("user_changed_number", old, wa_id=new)) == 200
    await served.post(says("dua", new))
    assert served.read_from(f"wamid.{new}.dua") == ["satu", "dua"]


async def test_a_change_of_a_stranger_is_remembered(served, old, new):
    assert await served.post(told("user_changed_number", old, wa_id=new)) == 200
    await served.post(says("satu", new))
    assert served.read_from(f"wamid.{new}.satu") == ["satu"]
    assert served.answers_to(new) == 1


@pytest.mark.parametrize("in_from", [False, True], ids=["beside", "in place of the number"])
async def test_after_a_changed_user_id_the_conversation_goes_on_at_the_new_one(
    served, old, new, in_from
):
    before, after = f"ID.{old}", f"ID.{new}"
    await served.post(hidden("satu", before))
    sender = {"from": before} if in_from else {"from_user_id": before}
    change = {**told("user_changed_user_id", None, user_id=after), "id": f"wamid.{old}.b", **sender}
    assert await served.post(change) == 200
    await served.post(hidden("dua", after))
    assert served.read_from(f"wamid.{after}.dua") == ["satu", "dua"]
    assert (served.answers_to(before), served.answers_to(after)) == (1, 1)


async def test_an_update_of_a_user_id_in_its_own_field_does_the_same(served, old, new):
    before, after = f"ID.{old}", f"ID.{new}"
    await served.post(hidden("satu", before))
    update = {"user_id": {"previous": before, "current": after}}
    payload = call(value(user_id_update=[update]))
    payload["entry"][0]["changes"][0]["field"] = "user_id_update"
    assert await served.bot.post(payload) == 200
    await served.post(hidden("dua", after))
    assert served.read_from(f"wamid.{after}.dua") == ["satu", "dua"]
    assert served.answers_to(after) == 1


async def test_an_update_that_tells_no_change_is_buried_and_harms_no_neighbour(served, old, new):
    before = len(letters(served.world))
    update = {"user_id": {"previous": f"ID.{old}", "current": "rusak"}}
    assert await served.post(says("satu", new), user_id_update=[update, {}]) == 200
    assert served.answers_to(new) == 1
    assert len(letters(served.world)) == before + 2


@pytest.mark.parametrize("kind", ["customer_identity_changed", "kelak_ada"])
async def test_other_notes_change_nothing(served, old, new, kind):
    await served.post(says("satu", old))
    assert await served.post(told(kind, old, wa_id=new, identity="x")) == 200
    await served.post(says("dua", old))
    await served.post(says("tiga", new))
    assert served.read_from(f"wamid.{old}.dua") == ["satu", "dua"]
    assert served.read_from(f"wamid.{new}.tiga") == ["tiga"]


async def test_a_number_with_its_user_id_and_then_the_user_id_alone_is_one_conversation(
    served, old
):
    user_id = f"ID.{old}"
    await served.post(says("satu", old, from_user_id=user_id))
    assert await served.post(hidden("dua", user_id)) == 200
    assert served.read_from(f"wamid.{old}.satu") == ["satu", "dua"]
    assert served.answers_to(old) == 2
    assert served.answers_to(user_id) == 0


async def test_a_user_id_alone_and_then_the_number_with_it_is_one_conversation(served, old):
    user_id = f"ID.{old}"
    await served.post(hidden("satu", user_id))
    assert await served.post(says("dua", old, from_user_id=user_id)) == 200
    assert served.read_from(f"wamid.{old}.dua") == ["satu", "dua"]
    assert (served.answers_to(user_id), served.answers_to(old)) == (1, 1)


async def test_the_contacts_of_a_value_tell_the_user_id_that_a_message_leaves_out(served, old):
    user_id = f"ID.{old}"
    contacts = [{"wa_id": "628000999999"}, {"wa_id": old, "user_id": user_id}]
    await served.post(says("satu", old), contacts=contacts)
    await served.post(hidden("dua", user_id))
    assert served.read_from(f"wamid.{old}.satu") == ["satu", "dua"]


async def test_a_message_that_was_written_before_the_change_belongs_to_the_same(served, old, new):
    late = says("dua", old)
    await served.post(says("satu", old))
    change = told("user_changed_number", old, wa_id=new)
    change["timestamp"] = str(int(change["timestamp"]) + 1)
    await served.post(change)
    await settled(served.world)
    assert await served.post(late) == 200
    assert served.contact_of(late["id"]) == served.contact_of(f"wamid.{old}.satu")
    assert served.answers_to(new) == 1
