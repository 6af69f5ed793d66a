"""Each kind of item that Meta documents: what the bot reads of it, and who is answered."""

from __future__ import annotations

import pytest
import pytest_asyncio

from tests.integration.whatsapp.corpus import (
    KINDS,
    OTHER_FIELDS,
    STATUSES,
    seconds_ago,
    status,
    written,
)
from tests.integration.whatsapp.served import letters, serving, settled
from tests.unit.whatsapp.payload_samples import call, published, value
from whatsapp.metrics import REGISTRY
from whatsapp.schema import outbox

pytestmark = pytest.mark.asyncio(loop_scope="module")
PUBLISHED = published()
# What the bot reads of Meta's own examples; the others hold nothing to be answered.
READ_OF_PUBLISHED = {
    "button_message": "Unsubscribe",
    "contact_sharing_message": "#kiriman=contacts",
    "image_message": "Taj Mahal",
    "interactive_button_reply_message": "Cancel",
    "interactive_list_reply_message": "Priority Mail Express",
    "location_message": "#lokasi=37.442215,-122.161659",
    "order_message": "#kiriman=order",
    "text_message": "Does it come in another color?",
    "text_message_from_click_to_whatsapp_ad": "Hello! Can I get more info on this?",
    "text_message_with_context_product_inquiry": "Is this still available?",
    "unsupported_message": "#kiriman=unsupported",
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def served(tmp_path_factory):
    async with serving(tmp_path_factory.mktemp("ragam")) as running:
        yield running


@pytest.fixture
def nothing_is_buried(served):
    before = len(letters(served.world))
    yield
    assert len(letters(served.world)) == before


def by_name(kind):
    return kind.name.replace(" ", "_")


def reads(kind):
    return [] if kind.reads is None else [kind.reads]


@pytest.mark.usefixtures("nothing_is_buried")
@pytest.mark.parametrize("kind", KINDS, ids=by_name)
async def test_each_kind_is_read_as_documented_and_its_sender_is_answered(served, kind):
    ani = served.newcomer()
    assert await served.post(kind.sent(ani, f"wamid.{ani}")) == 200
    assert served.read_from(f"wamid.{ani}") == reads(kind)
    assert served.answers_to(ani) == len(reads(kind))
    assert served.status_of(f"wamid.{ani}") == ("done" if reads(kind) else "ignored")


@pytest.mark.usefixtures("nothing_is_buried")
async def test_all_kinds_in_one_value_are_each_read_and_answered(served):
    sent = list(zip(served.newcomers(len(KINDS)), KINDS, strict=True))
    messages = [kind.sent(sender, f"wamid.{sender}") for sender, kind in sent]
    assert await served.post(*messages, statuses=STATUSES) == 200
    for sender, kind in sent:
        assert served.read_from(f"wamid.{sender}") == reads(kind)
        assert served.answers_to(sender) == len(reads(kind))


async def test_all_kinds_of_one_citizen_are_read_in_their_order(served):
    ani, kinds = served.newcomer(), KINDS[6:24]
    messages = [kind.sent(ani, f"wamid.{ani}.{n}") for n, kind in enumerate(kinds)]
    assert await served.post(*messages) == 200
    expected = [text for kind in kinds for text in reads(kind)]
    assert served.read_from(f"wamid.{ani}.0") == expected
    assert served.answers_to(ani) == len(expected)


@pytest.mark.usefixtures("nothing_is_buried")
@pytest.mark.parametrize("in_from", [{}, {"from": ""}], ids=["absent", "empty"])
async def test_whoever_hides_their_number_is_answered_by_their_user_id(served, in_from):
    sent = [(f"ID.{number}", kind) for number, kind in zip(served.numbers, KINDS, strict=False)]
    messages = [
        {**kind.sent("", f"wamid.{user_id}"), "from_user_id": user_id} for user_id, kind in sent
    ]
    for message in messages:
        del message["from"]
        message.update(in_from)
    contacts = [{"profile": {"username": "x"}, "user_id": user_id} for user_id, _ in sent]
    assert await served.post(*messages, contacts=contacts) == 200
    for user_id, kind in sent:
        assert served.read_from(f"wamid.{user_id}") == reads(kind)
        sent_to = [m for m in served.graph.accepted if m.get("recipient") == user_id]
        assert len(sent_to) == len(reads(kind))
        assert not any("to" in message for message in sent_to)


async def test_a_user_id_in_the_place_of_the_number_is_answered_as_one(served):
    user_id = f"ID.{served.newcomer()}"
    assert await served.post(written("halo", user_id, f"wamid.{user_id}")) == 200
    assert served.read_from(f"wamid.{user_id}") == ["halo"]
    assert [m for m in served.graph.accepted if m.get("recipient") == user_id]


@pytest.mark.usefixtures("nothing_is_buried")
async def test_what_is_written_to_a_group_is_left_alone(served):
    ani, budi = served.newcomers(2)
    grouped = [
        kind.sent(ani, f"wamid.{ani}.{n}", group_id="Y2FwaV9ncm91cDox")
        for n, kind in enumerate(KINDS)
    ]
    assert await served.post(*grouped, written("hai", budi, f"wamid.{budi}")) == 200
    assert all(served.status_of(message["id"]) is None for message in grouped)
    assert (served.answers_to(ani), served.answers_to(budi)) == (0, 1)


@pytest.mark.usefixtures("nothing_is_buried")
@pytest.mark.parametrize("name", PUBLISHED)
async def test_metas_own_examples_are_read_and_answered(served, name):
    payload, turns_before = PUBLISHED[name], len(served.reader.turns)
    messages = payload["entry"][0]["changes"][0]["value"].get("messages", [])
    ani = served.newcomer()
    for message in messages:
        message.update({"from": ani, "id": f"wamid.{ani}", "timestamp": seconds_ago()})
    assert await served.bot.post(payload) == 200
    await settled(served.world)
    expected = [READ_OF_PUBLISHED[name]] if name in READ_OF_PUBLISHED else []
    assert served.reader.texts[turns_before:] == expected
    assert served.answers_to(ani) == len(expected)


@pytest.mark.usefixtures("nothing_is_buried")
@pytest.mark.parametrize("name", OTHER_FIELDS)
async def test_other_fields_are_taken_and_harm_no_neighbour(served, name):
    ani, turns_before = served.newcomer(), len(served.reader.turns)
    payload = call(value([written("halo", ani, f"wamid.{ani}")]))
    other = {"field": name, "value": OTHER_FIELDS[name]}
    payload["entry"][0]["changes"].insert(0, other)
    payload["entry"].insert(0, {"id": "1", "changes": [other, other]})
    assert await served.bot.post(payload) == 200
    await settled(served.world)
    assert served.reader.texts[turns_before:] == ["halo"]
    assert served.answers_to(ani) == 1


def errors_counted(code):
    return REGISTRY.get_sample_value("whatsapp_account_errors_total", {"code": code}) or 0


async def test_errors_of_the_account_are_counted_and_harm_no_neighbour(served):
    ani, before = served.newcomer(), errors_counted("130429")
    errors = [{"code": 130429, "title": "x"}, {"code": [1]}, {}]
    payload = call(value(errors=errors), value([written("halo", ani, f"wamid.{ani}")]))
    assert await served.bot.post(payload) == 200
    await settled(served.world)
    assert errors_counted("130429") == before + 1
    assert served.answers_to(ani) == 1


def progress_of_newest(served):
    return served.world.column(outbox.c.status)[-1]


@pytest.mark.usefixtures("nothing_is_buried")
@pytest.mark.parametrize("item", STATUSES, ids=lambda item: item["status"])
async def test_a_report_about_an_unknown_message_changes_nothing(served, item):
    ani = served.newcomer()
    unknown = {**item, "id": "wamid.TIDAK.ADA"}
    message = written("halo", ani, f"wamid.{ani}")
    assert await served.post(message, statuses=[unknown, unknown]) == 200
    assert progress_of_newest(served) == "sent"
    assert served.answers_to(ani) == 1


async def answered(served, sender):
    """Let a citizen be answered; return WhatsApp's id of the answer."""
    await served.post(written("halo", sender, f"wamid.{sender}"))
    return f"wamid.KELUAR{len(served.graph.accepted)}"


@pytest.mark.parametrize(
    ("item", "expected"),
    zip(STATUSES, ["sent", "delivered", "read", "sent", "sent", "failed", "sent"], strict=True),
    ids=[item["status"] for item in STATUSES],
)
async def test_a_report_moves_our_message_on_and_begins_no_turn(served, item, expected):
    ani = served.newcomer()
    about_ours = {**item, "id": await answered(served, ani), "recipient_id": ani}
    assert await served.post(statuses=[about_ours]) == 200
    assert progress_of_newest(served) == expected
    assert served.read_from(f"wamid.{ani}") == ["halo"]
    assert served.answers_to(ani) == 1


async def test_many_reports_of_one_message_move_it_to_the_last_step(served):
    wamid = await answered(served, served.newcomer())
    steps = [{**status(name), "id": wamid} for name in ("read", "sent", "delivered", "played")]
    assert await served.post(statuses=steps) == 200
    assert progress_of_newest(served) == "read"


async def test_two_citizens_in_one_value_are_two_conversations(served):
    ani, budi = served.newcomers(2)
    messages = [
        written("a1", ani, f"wamid.{ani}.1"),
        written("b1", budi, f"wamid.{budi}.1"),
        written("a2", ani, f"wamid.{ani}.2"),
    ]
    contacts = [{"wa_id": budi, "profile": {"name": "x"}}, {"wa_id": ani}]
    assert await served.post(*messages, contacts=contacts) == 200
    assert served.read_from(f"wamid.{ani}.1") == ["a1", "a2"]
    assert served.read_from(f"wamid.{budi}.1") == ["b1"]
    assert (served.answers_to(ani), served.answers_to(budi)) == (2, 1)
