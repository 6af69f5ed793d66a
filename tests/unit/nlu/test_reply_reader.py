"""Answers that the strict reader leaves open, learnt; doubt is never a yes."""

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.meanings import Meaning, set_meaning
from nlu.reply_reader import ReplyReader, read_answers
from vaksin.content import ContentError


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    folder = tmp_path_factory.mktemp("model")
    parts = LocalModelStorage(folder), Resource("answers"), ExecutionContext(GraphSchema({}))
    config = ReplyReader.get_default_config()
    questions = [Message.build("vaksinnya bayar ga min", "info_vaksin/biaya")] * 10
    ReplyReader.create(config, *parts).train(TrainingData(questions))
    return ReplyReader.load(config, *parts)


def answer(reader, text):
    message = reader.process([Message.build(text)])[0]
    return message.get("jawaban")


@pytest.mark.parametrize("text", ["iya saya bisa hadir", "sudah sesuai semua datanya kak"])
def test_given_a_yes_in_other_words_then_it_is_read(reader, text):
    assert answer(reader, text) == "ya"


@pytest.mark.parametrize("text", ["hari itu saya tidak bisa datang", "namanya keliru semua itu"])
def test_given_a_no_in_other_words_then_it_is_read(reader, text):
    assert answer(reader, text) == "tidak"


@pytest.mark.parametrize(
    "text",
    [
        "ya tapi mahal ga",
        "iya kalau gratis",
        "iya kah?",
        "oke tapi tanggal lahir salah",
        "ada yang salah",
        "sa trabisa datang kaka",
        "terserah",
        "hmm",
        "ya atau tidak ya",
        "vaksinnya bayar ga min",
        "#konfirmasi=ya",
        "/setuju",
        "",
    ],
)
def test_given_doubt_then_it_is_never_a_yes(reader, text):
    assert answer(reader, text) != "ya"


def test_given_a_stop_beside_a_vague_intent_then_the_process_stops(reader):
    message = Message.build("udah ah capek ngisinya, besok lagi aja")
    set_meaning(message, [Meaning("di_luar_topik", 0.4)])

    reader.process([message])

    assert message.get("intent")["name"] == "hentikan_proses"


def test_given_a_clear_other_wish_then_a_stop_word_does_not_stop(reader):
    message = Message.build("batal aja jadwal vaksin saya")
    set_meaning(message, [Meaning("batal_jadwal", 0.98)])

    reader.process([message])

    assert message.get("intent")["name"] == "batal_jadwal"


@pytest.mark.parametrize("line", ["ya", "iya\tboleh", "ya\t ", "ya boleh"])
def test_given_a_line_that_is_no_answer_then_the_designer_is_told_where(tmp_path, line):
    file = tmp_path / "jawaban.tsv"
    file.write_text(f"# catatan\n{line}\n", encoding="utf-8")

    with pytest.raises(ContentError, match="row 2"):
        read_answers(file)
