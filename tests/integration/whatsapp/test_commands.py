"""What an operator does on the command line, beside a running bot."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from click.testing import CliRunner
from sqlalchemy import update

from tests.integration.whatsapp.bot import (
    ACCESS_TOKEN,
    SECRET,
    VERIFY_TOKEN,
    echo,
    eventually,
    running,
    typed,
)
from tests.integration.whatsapp.meta import error, first_times
from tests.unit.whatsapp.payload_samples import PHONE_NUMBER_ID, call, text_message, value
from vaksin.clock import SystemClock
from vaksin.privacy.keys import DataKeys
from whatsapp import payloads
from whatsapp.__main__ import commands
from whatsapp.calls import read_call
from whatsapp.desk import Desk
from whatsapp.inbox import EMPTIED, FAILED
from whatsapp.leases import TURN
from whatsapp.schema import dead_letters, inbox, lanes, outbox
from whatsapp.settings import REQUIRED
from whatsapp.store import Pace, Store, prepare
from whatsapp.words import Words

ANI = "628000000001"
# 24 November 2026, 15.43.05 in Jakarta.
THEN = datetime(2026, 11, 24, 8, 43, 5, tzinfo=timezone.utc)
APOLOGY = Words.read().apology[0]["text"]["body"]


@pytest.fixture
def store(world):
    """Return the channel's store, as a bot that is not running has left it."""
    prepare(world.engine)
    return Store(world.engine, world.domain.data_keys, SystemClock(), PHONE_NUMBER_ID)


@pytest.fixture
def environment(world):
    """Return the settings with which the bot of this world runs."""
    (key,) = world.domain.data_keys.by_version.values()
    return {
        "DATABASE_URL": world.domain.database_url,
        "VAKSIN_DATA_KEYS": f"1:{base64.b64encode(key).decode()}",
        "WHATSAPP_API_URL": world.graph_url,
        "WHATSAPP_PHONE_NUMBER_ID": PHONE_NUMBER_ID,
        "WHATSAPP_ACCESS_TOKEN": ACCESS_TOKEN,
        "WHATSAPP_APP_SECRET": SECRET,
        "WHATSAPP_VERIFY_TOKEN": VERIFY_TOKEN,
        "WHATSAPP_PATIENCE_SECONDS": "0",
    }


@pytest.fixture
def run(environment):
    """Return what types a command: it gives back exit code, output and errors."""

    def type_in(*arguments, **changes):
        runner = CliRunner(env={**environment, **changes})
        result = runner.invoke(commands, [str(argument) for argument in arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result.exit_code, result.stdout, result.stderr

    return type_in


@pytest.fixture
def type_beside(run):
    """Return what types a command while a bot runs."""

    async def type_in(*arguments):
        return await asyncio.to_thread(run, *arguments)

    return type_in


def bury(store, body, reason="no_sender"):
    store.bury_call(reason, body)


def letters_left(world):
    with world.engine.begin() as connection:
        return list(connection.execute(dead_letters.select()))


class Poison:
    """A bot that cannot answer until it is healed."""

    def __init__(self):
        self.is_healed = False
        self.read = []

    async def handle(self, message):
        if not self.is_healed:
            raise RuntimeError
        self.read.append(message.text)
        await echo(message)


class TestSettings:
    def test_given_no_settings_then_each_is_named_and_nothing_is_done(self, run, environment):
        nothing = dict.fromkeys((*environment, "VAKSIN_TIME_TRAVEL"), "")
        code, output, errors = run("letters", **nothing)
        named = [line.split(":")[0] for line in errors.splitlines()]
        assert (code, output, named) == (2, "", [*REQUIRED, "VAKSIN_DATA_KEYS"])

    @pytest.mark.parametrize("url", ["postgresql:///x?host=/tidak/ada", "sqlite:///{}/kosong.db"])
    def test_given_a_database_without_the_channel_then_the_setting_is_named(
        self, run, tmp_path, url
    ):
        code, output, errors = run("letters", DATABASE_URL=url.format(tmp_path))
        assert (code, output) == (2, "")
        assert errors.startswith("DATABASE_URL: ")

    def test_given_other_keys_then_the_setting_is_named(self, run, store):
        bury(store, "{}")
        code, output, errors = run("letters", VAKSIN_DATA_KEYS=DataKeys.generate())
        assert (code, output) == (2, "")
        assert errors.startswith("VAKSIN_DATA_KEYS: ")

    def test_the_module_can_be_run(self, environment, store):
        result = subprocess.run(
            [sys.executable, "-m", "whatsapp", "letters"],
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=True,
        )
        assert (result.stdout, result.stderr) == ("tidak ada surat gagal\n", "")


class TestLetters:
    def test_each_is_listed_with_its_source_its_reason_and_when_it_came(self, run, store, world):
        bury(store, '{"isi": "rahasia"}')
        with world.engine.begin() as connection:
            store.letters(connection).add_turn("turn_failed", 7)
            store.letters(connection).add_send("131047", "a1b2")
            connection.execute(update(dead_letters).values(created_at=THEN))
        assert run("letters") == (
            0,
            "1  webhook  no_sender  24-11-2026 15.43 WIB\n"
            "    pesan tanpa pengirim\n"
            "2  turn  turn_failed  24-11-2026 15.43 WIB\n"
            "    pesan warga gagal dijawab berkali-kali\n"
            "3  send  131047  24-11-2026 15.43 WIB\n"
            "    kode 131047 dari Meta: jendela 24 jam sudah tertutup\n"
            "    pesan keluar a1b2\n",
            "",
        )

    @pytest.mark.parametrize(
        ("reason", "words"),
        [
            ("no_json", "panggilan bukan JSON"),
            ("unreadable", "panggilan tidak dapat dibaca"),
            ("update_without_change", "kabar ganti ID tanpa ID yang baru"),
            ("no_entry", "“entry” tidak ada"),
            ("messages_holds_no_object", "isi “messages” bukan objek"),
            ("statuses_is_no_list", "“statuses” bukan daftar"),
            ("190", "token, izin, pendaftaran nomor atau tagihan bermasalah"),
            ("http_404", "jawaban HTTP 404 dari Meta: Meta menolak isi pesan"),
            ("no_report", "Meta tidak pernah memberi kepastian apakah pesan terkirim"),
            ("belum_dikenal", "belum_dikenal"),
        ],
    )
    def test_reasons_are_put_in_plain_words(self, run, store, reason, words):
        bury(store, "{}", reason)
        assert run("letters")[1].splitlines()[1].endswith(words)

    @pytest.mark.parametrize("command", ["show", "replay", "discard"])
    def test_a_number_that_no_letter_has_is_an_error(self, run, store, command):
        answer = run("letters", command, 7)
        assert answer == (1, "", "tidak ada surat gagal bernomor 7\n")

    def test_one_that_is_discarded_is_gone(self, run, store, world):
        bury(store, "{}")
        assert run("letters", "discard", 1) == (0, "✓ surat gagal 1 dibuang\n", "")
        assert letters_left(world) == []


class TestShow:
    def test_the_call_that_came_is_shown_decrypted(self, run, store):
        bury(store, '{"text": {"body": "sub\\u00f1uh"}}')
        code, output, _ = run("letters", "show", 1)
        assert code == 0
        assert output.endswith('\n\n{\n  "text": {\n    "body": "subñuh"\n  }\n}\n')

    def test_nothing_that_is_shown_can_steer_the_terminal(self, run, store):
        bury(store, '\x1b[2J bukan json \x9b "\\ud800"', "no_json")
        _, output, _ = run("letters", "show", 1)
        assert output.endswith('\\x1b[2J bukan json \\x9b "\\ud800"\n')

    def test_half_a_character_is_shown_as_its_number(self, run, store):
        bury(store, '{"a": "\\ud800\\u001b"}')
        _, output, _ = run("letters", "show", 1)
        assert '"a": "\\ud800\\u001b"' in output

    async def test_the_messages_that_were_not_answered_are_shown(
        self, world, graph, type_beside, no_pause
    ):
        world.pace = Pace(patience=timedelta(seconds=0.1))
        async with running(world, Poison().handle) as bot:
            await bot.post(typed("mau daftar", "di tebet", sender=ANI))
            await eventually(lambda: graph.accepted)
        _, output, _ = await type_beside("letters", "show", 1)
        assert output.endswith("\n\nmau daftar\ndi tebet\n")

    async def test_the_message_that_meta_did_not_take_is_shown(self, world, graph, type_beside):
        graph.rules = [lambda sent: error(100)]
        async with running(world, echo) as bot:
            await bot.post(typed("halo", sender=ANI))
            await eventually(lambda: world.column(outbox.c.status) == ["failed"])
        _, output, _ = await type_beside("letters", "show", 1)
        assert f"pesan keluar {world.column(outbox.c.id)[0]}" in output
        assert '"body": "halo"' in output


class TestReplayOfCalls:
    async def test_given_that_it_is_understood_now_then_the_citizen_is_answered_soon(
        self, world, graph, store, type_beside
    ):
        bury(store, json.dumps(typed("halo", sender=ANI)))
        async with running(world, echo):
            answer = await type_beside("letters", "replay", 1)
            assert answer == (0, "✓ surat gagal 1 dicoba lagi\n", "")
            await eventually(lambda: graph.texts_to(ANI) == ["halo"])
        assert letters_left(world) == []

    async def test_given_that_it_came_by_itself_meanwhile_then_it_is_not_answered_twice(
        self, world, graph, store, type_beside
    ):
        payload = typed("halo", sender=ANI)
        bury(store, json.dumps(payload))
        async with running(world, echo) as bot:
            await bot.post(payload)
            assert (await type_beside("letters", "replay", 1))[0] == 0
            await bot.post(typed("lagi", sender=ANI, first_id="n"))
            await eventually(lambda: graph.texts_to(ANI)[-1:] == ["lagi"])
        assert graph.texts_to(ANI) == ["halo", "lagi"]

    def test_a_report_is_taken_in(self, run, store, world):
        store.enqueue("kontak", [payloads.text("halo")])
        (outbox_id,) = world.column(outbox.c.id)
        report = {"id": "wamid.X", "status": "read", "biz_opaque_callback_data": outbox_id}
        bury(store, json.dumps(call(value(statuses=[report]))))
        assert run("letters", "replay", 1)[0] == 0
        assert world.column(outbox.c.status) == ["read"]

    @pytest.mark.parametrize(
        ("body", "why"),
        [
            ("bukan json", "panggilan bukan JSON"),
            ("[" * 100_000, "panggilan bukan JSON"),
            ("{}", "“entry” tidak ada"),
            ('{"entry": [{"changes": [{}]}]}', "“value” tidak ada"),
            ('{"entry": [{"changes": [{"value": {}}]}]}', "tidak berisi apa pun untuk nomor ini"),
        ],
        ids=["no JSON", "too deep", "no entry", "no value", "nothing"],
    )
    def test_what_is_still_not_understood_stays_as_it_is(self, run, store, world, body, why):
        bury(store, body)
        code, output, errors = run("letters", "replay", 1)
        assert (code, output) == (1, "")
        assert errors == f"surat gagal 1 tetap ada: {why}\n"
        assert [letter.id for letter in letters_left(world)] == [1]

    def test_what_was_meant_for_another_number_stays(self, run, store, world):
        bury(store, json.dumps(call(value([text_message("halo")], number="1"))))
        assert run("letters", "replay", 1)[0] == 1
        assert len(letters_left(world)) == 1

    def test_what_the_database_still_refuses_stays(self, run, store, world):
        with world.engine.begin() as connection:
            connection.exec_driver_sql(
                "CREATE TRIGGER tolak BEFORE INSERT ON whatsapp_inbox "
                "BEGIN SELECT RAISE(ABORT, 'tolak'); END"
            )
        bury(store, json.dumps(typed("halo", sender=ANI)))
        code, _, errors = run("letters", "replay", 1)
        assert (code, errors) == (
            1,
            "surat gagal 1 tetap ada: tidak dapat disimpan di basis data\n",
        )
        assert len(letters_left(world)) == 1


class TestReplayOfTurns:
    async def test_the_citizen_is_answered_soon(self, world, graph, type_beside, no_pause):
        poison = Poison()
        async with running(world, poison.handle) as bot:
            await bot.post(typed("mau daftar", sender=ANI))
            await eventually(lambda: graph.texts_to(ANI) == [APOLOGY])
            poison.is_healed = True
            assert (await type_beside("letters", "replay", 1))[0] == 0
            await eventually(lambda: len(graph.accepted) == 2)
        assert graph.texts_to(ANI)[1:] == ["mau daftar"]
        assert world.column(inbox.c.status) == ["done"]
        assert letters_left(world) == []

    async def test_all_messages_of_the_turn_are_read_again_as_one(
        self, world, graph, type_beside, no_pause
    ):
        world.pace = Pace(patience=timedelta(seconds=0.1))
        poison = Poison()
        async with running(world, poison.handle) as bot:
            await bot.post(typed("mau daftar", "di tebet", sender=ANI))
            await eventually(lambda: graph.texts_to(ANI) == [APOLOGY])
            poison.is_healed = True
            await type_beside("letters", "replay", 1)
            await eventually(lambda: poison.read)
        assert poison.read == ["mau daftar di tebet"]
        assert world.column(inbox.c.status) == ["done", "done"]

    async def test_one_that_fails_again_is_a_letter_again(
        self, world, graph, type_beside, no_pause
    ):
        async with running(world, Poison().handle) as bot:
            await bot.post(typed("mau daftar", sender=ANI))
            await eventually(lambda: len(graph.accepted) == 1)
            await type_beside("letters", "replay", 1)
            await eventually(lambda: len(graph.accepted) == 2)
        assert [(letter.source, letter.reason) for letter in letters_left(world)] == [
            ("turn", "turn_failed")
        ]

    def test_given_that_it_is_no_longer_there_then_the_letter_stays(self, run, store, world):
        with world.engine.begin() as connection:
            store.letters(connection).add_turn("turn_failed", 7)
        code, _, errors = run("letters", "replay", 1)
        assert code == 1
        assert errors.startswith("surat gagal 1 tetap ada: pesannya tidak lagi berstatus gagal")
        assert len(letters_left(world)) == 1


class TestReplayOfSends:
    async def test_the_message_goes_out_soon(self, world, graph, type_beside):
        graph.rules = [first_times(1, error(100))]
        async with running(world, echo) as bot:
            await bot.post(typed("halo", sender=ANI))
            await eventually(lambda: world.column(outbox.c.status) == ["failed"])
            assert (await type_beside("letters", "replay", 1))[0] == 0
            await eventually(lambda: graph.texts_to(ANI) == ["halo"])
        assert world.column(outbox.c.status) == ["failed", "sent"]
        assert letters_left(world) == []

    async def test_two_operators_who_replay_it_at_once_send_it_once(self, world, graph, store):
        graph.rules = [first_times(1, error(100))]
        async with running(world, echo) as bot:
            await bot.post(typed("halo", sender=ANI))
            await eventually(lambda: world.column(outbox.c.status) == ["failed"])
        replays = [asyncio.to_thread(Desk(store).replay, 1) for _ in range(2)]
        assert sorted(await asyncio.gather(*replays)) == [False, True]
        assert world.column(outbox.c.status) == ["failed", "queued"]


class TestReplayOfAll:
    def test_those_of_a_source_are_tried_and_those_that_are_not_understood_are_counted(
        self, run, store, world
    ):
        bury(store, json.dumps(typed("halo", sender=ANI)))
        bury(store, "{}")
        with world.engine.begin() as connection:
            store.letters(connection).add_turn("turn_failed", 7)
        answer = run("letters", "replay-all", "--source", "webhook")
        assert answer == (0, "1 dicoba lagi, 1 tetap ada\n", "")
        assert [letter.id for letter in letters_left(world)] == [2, 3]


class TestMessage:
    def test_every_step_is_shown_with_its_time(self, run, store, world):
        store.enqueue("kontak", [payloads.text("rahasia")])
        with world.engine.begin() as connection:
            times = {"sent_at": 1, "delivered_at": 2, "read_at": 3}
            moments = {name: THEN + timedelta(seconds=after) for name, after in times.items()}
            connection.execute(
                update(outbox).values(status="read", created_at=THEN, attempts=1, **moments)
            )
        assert run("message", world.column(outbox.c.id)[0]) == (
            0,
            "status: dibaca\n"
            "    antre: 24-11-2026 15.43.05 WIB\n"
            "    diterima Meta: 24-11-2026 15.43.06 WIB\n"
            "    sampai di telepon: 24-11-2026 15.43.07 WIB\n"
            "    dibaca: 24-11-2026 15.43.08 WIB\n"
            "    dicoba 1 kali, diminta menunggu 0 kali\n",
            "",
        )

    def test_a_failure_is_shown_with_its_code_in_plain_words(self, run, store, world):
        store.enqueue("kontak", [payloads.text("halo")])
        (outbox_id,) = world.column(outbox.c.id)
        with world.engine.begin() as connection:
            box = store.outbox(connection)
            box.fail(box.first("kontak"), "131026")
        output = run("message", outbox_id)[1]
        assert output.startswith("status: gagal\n")
        assert "131026: kode 131026 dari Meta: nomor ini tidak ada di WhatsApp" in output

    def test_what_a_message_waits_for_is_shown(self, run, store, world):
        store.enqueue("kontak", [payloads.text("halo")])
        with world.engine.begin() as connection:
            connection.execute(update(outbox).values(held_since=THEN, in_doubt_since=THEN))
        output = run("message", world.column(outbox.c.id)[0])[1]
        assert "menunggu warga menulis sejak 24-11-2026 15.43.05 WIB" in output
        assert "belum pasti terkirim sejak 24-11-2026 15.43.05 WIB" in output

    def test_an_id_that_no_message_has_is_an_error(self, run, store):
        answer = run("message", "a1\x1b")
        assert answer == (1, "", "tidak ada pesan keluar dengan id a1\\x1b\n")


def pause(store, code, lasting=None):
    with store.engine.begin() as connection:
        store.numbers(connection).begin_pause(code, lasting)


class TestPause:
    def test_a_number_that_sends_has_no_pause(self, run, store):
        assert run("pause-state") == (0, "nomor mengirim seperti biasa\n", "")
        assert run("resume") == (1, "", "nomor tidak sedang dijeda\n")

    def test_a_pause_without_end_names_the_command_that_ends_it(self, run, store):
        pause(store, "131048")
        code, output, _ = run("pause-state")
        first, second = output.splitlines()
        assert code == 0
        assert first.endswith("sampai dilanjutkan dengan: python -m whatsapp resume")
        assert "131048" in second
        assert "spam" in second

    def test_a_pause_of_a_while_names_its_end(self, run, store):
        pause(store, "190", timedelta(minutes=5))
        assert "lalu mencoba sendiri" in run("pause-state")[1]

    @pytest.mark.parametrize("code", [131048, 190])
    async def test_given_that_an_operator_resumes_then_messages_go_out_soon(
        self, world, graph, type_beside, code
    ):
        graph.rules = [first_times(1, error(code))]
        async with running(world, echo) as bot:
            await bot.post(typed("halo", sender=ANI))
            await eventually(lambda: world.column(outbox.c.error_code) == [str(code)])
            await eventually(lambda: is_put_off(world))
            assert (await type_beside("resume")) == (0, "✓ nomor mengirim lagi\n", "")
            await eventually(lambda: graph.texts_to(ANI) == ["halo"])

    async def test_given_a_pause_of_a_while_then_a_restart_tries_at_once(self, world, graph):
        graph.rules = [first_times(1, error(190))]
        async with running(world, echo) as bot:
            await bot.post(typed("halo", sender=ANI))
            await eventually(lambda: is_put_off(world))
        async with running(world, echo):
            await eventually(lambda: graph.texts_to(ANI) == ["halo"])


def is_put_off(world):
    """Tell whether sending waits for a pause to end."""
    with world.engine.begin() as connection:
        lane = connection.execute(lanes.select().where(lanes.c.kind == "send")).first()
    due_at = lane and lane.due_at
    return due_at is not None and due_at > datetime.now(timezone.utc) + timedelta(seconds=5)


def test_given_two_letters_of_one_turn_when_it_was_answered_then_the_other_can_be_shown(
    store, run, world
):
    store = replace(store, pace=Pace(patience=timedelta()))
    for number in (1, 2):
        message = text_message(f"halo {number}", **{"from": ANI, "id": f"wamid.{number}"})
        store.receive(read_call(call(value([message])), PHONE_NUMBER_ID))
    (lease,) = store.claim(TURN, 1, "pekerja")
    turn = store.take_turn(lease)
    store.close_turn(lease, turn, FAILED, [], payloads.text("pelan"))
    assert len(letters_left(world)) == 2
    with world.engine.begin() as connection:
        connection.execute(update(inbox).values(status="done", **EMPTIED))
    code, output, _ = run("letters", "show", 2)
    assert code == 0
    assert "halo" not in output
