"""The classifier as a graph component: trained, stored, loaded and asked."""

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.intent_classifier import NgramIntentClassifier

EXAMPLES = {
    "daftar": ["mau daftar vaksin", "daftarin aku dong", "gimana cara daftar vaksinasi"],
    "sapa": ["halo", "assalamualaikum min", "selamat pagi kak"],
    "info_vaksin/halal": ["vaksinnya halal ga", "apakah ada fatwa mui", "haram ga sih vaksinnya"],
    "info_vaksin/biaya": ["bayar berapa", "apakah gratis", "harus punya bpjs ga"],
}


@pytest.fixture
def parts(tmp_path):
    return LocalModelStorage(tmp_path), Resource("intents"), ExecutionContext(GraphSchema({}))


@pytest.fixture
def classifier(parts):
    # Twelve messages say less than the product's thousands: let the network look at each often.
    config = NgramIntentClassifier.get_default_config()
    config |= {"fewest_words": 1, "fewest_pieces": 1, "batch": 8, "epochs": 30}
    component = NgramIntentClassifier.create(config, *parts)
    messages = [Message.build(t, intent) for intent, texts in EXAMPLES.items() for t in texts]
    component.train(TrainingData(messages))
    return NgramIntentClassifier.load(config, *parts)


def classified(component, text):
    return component.process([Message.build(text)])[0]


def test_given_a_topic_then_the_base_intent_and_the_answer_are_set(classifier):
    message = classified(classifier, "ini halal apa haram ya")
    assert message.get("intent")["name"] == "info_vaksin"
    selection = message.get("response_selector")
    assert selection["all_retrieval_intents"] == ["info_vaksin"]
    assert selection["info_vaksin"]["response"]["utter_action"] == "utter_info_vaksin/halal"


def test_given_a_plain_intent_then_no_answer_is_selected(classifier):
    message = classified(classifier, "aku mau daftar")
    assert message.get("intent")["name"] == "daftar"
    assert message.get("response_selector") is None


def test_the_ranking_holds_all_intents_with_falling_confidence(classifier):
    ranking = classified(classifier, "mau daftar").get("intent_ranking")
    assert {guess["name"] for guess in ranking} == set(EXAMPLES)
    scores = [guess["confidence"] for guess in ranking]
    assert scores == sorted(scores, reverse=True)


def test_given_a_button_that_names_a_topic_then_it_is_certain(classifier):
    message = classified(classifier, "/info_vaksin/biaya")
    assert message.get("intent") == {"name": "info_vaksin", "confidence": 1.0}


def test_given_text_without_anything_known_then_there_is_no_intent(classifier):
    assert classified(classifier, "ｘｙｚ漢字").get("intent")["name"] is None


def test_given_no_text_then_the_fallback_is_certain(classifier):
    assert classified(classifier, "").get("intent")["name"] == "nlu_fallback"


def test_a_model_that_was_stored_scores_as_the_one_that_was_fitted(parts):
    config = NgramIntentClassifier.get_default_config()
    fitted = NgramIntentClassifier.create(config, *parts)
    messages = [Message.build(t, intent) for intent, texts in EXAMPLES.items() for t in texts]
    fitted.train(TrainingData(messages))
    loaded = NgramIntentClassifier.load(config, *parts)
    for text in ("mau daftar", "halal ga", "bpjs"):
        before = classified(fitted, text).get("intent_ranking")
        after = classified(loaded, text).get("intent_ranking")
        assert [guess["name"] for guess in after] == [guess["name"] for guess in before]
        assert [g["confidence"] for g in after] == pytest.approx([g["confidence"] for g in before])
