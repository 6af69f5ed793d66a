"""What the model learns from: enough, nothing twice, nothing of the test."""

from scripts.lint_nlu import said_twice, seen_before, too_few


def test_given_few_messages_then_the_intent_and_its_count_are_named():
    problems = list(too_few([("daftar", "mau daftar")] * 3))

    assert problems[0] == "daftar: 3 kalimat, paling sedikit 250"


def test_given_the_same_message_under_two_intents_then_both_are_named():
    problems = list(said_twice([("sapa", "halo min"), ("pamit", "Halo  min")]))

    assert problems == ["pamit: 'Halo  min' sudah ada di sapa"]


def test_given_a_message_that_is_nearly_in_the_test_then_it_is_refused():
    training = [("daftar", "saya mau daftar vaksin di tebet dong kak")]

    assert list(seen_before(training, ["saya mau daftar vaksin di tebet dong min"]))


def test_given_a_short_message_that_is_in_the_test_then_it_is_refused():
    assert list(seen_before([("sapa", "halo min")], ["Halo min"]))


def test_given_other_messages_then_nothing_is_refused():
    training = [("daftar", "bapak saya belum vaksin, tolong dicatat"), ("sapa", "pagi")]

    assert list(seen_before(training, ["jadwal saya kapan ya min", "halo"])) == []
