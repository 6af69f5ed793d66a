"""The network answers as scikit-learn's would, and survives being written and read."""

import numpy as np
import pytest
from sklearn.pipeline import make_union

from nlu.ngram_network import NgramNetwork, Shape

SHAPE = Shape((1, 2), 1, (2, 4), 1, 16, 40, 8, 0.01, 0.0001)
TEXTS = ["mau daftar vaksin", "daftar dong", "vaksinnya bayar", "gratis atau bayar", "halo min"]
LABELS = ["daftar", "daftar", "biaya", "biaya", "sapa"]


@pytest.fixture(scope="module")
def network():
    return NgramNetwork.fitted(SHAPE, TEXTS * 4, LABELS * 4)


def test_given_a_text_then_the_scores_are_those_of_the_library(network):
    union = make_union(*SHAPE.vectorizers())
    features = union.fit_transform(TEXTS * 4).astype(np.float32)
    theirs = SHAPE.network().fit(features, LABELS * 4)
    asked = "daftarnya gratis kan min"

    expected = theirs.predict_proba(union.transform([asked]).astype(np.float32))[0]

    assert network.scores(asked) == pytest.approx(expected, abs=1e-4)


def test_given_a_known_text_then_its_class_is_likeliest(network):
    scores = network.scores("mau daftar vaksin")

    assert network.classes[int(scores.argmax())] == "daftar"


@pytest.mark.parametrize("text", ["", "😀", "1", "สวัสดี"])
def test_given_nothing_known_then_there_are_no_scores(network, text):
    assert network.scores(text) is None


def test_given_it_is_written_when_read_then_it_scores_the_same(network, tmp_path):
    network.write(tmp_path)

    again = NgramNetwork.read(SHAPE, tmp_path)

    assert again.scores("daftar") == pytest.approx(network.scores("daftar"))
