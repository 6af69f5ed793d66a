from __future__ import annotations

from simulator.error_rules import ErrorRules
from simulator.troubles import ErrorRule

NUMBER = "6280000000001"
OTHER = "6280000000002"


def codes(rules, *numbers):
    struck = [rules.strike(number) for number in numbers]
    return [rule.code if rule else None for rule in struck]


def test_without_rules_nothing_fails():
    assert codes(ErrorRules(()), NUMBER) == [None]


def test_a_plain_rule_makes_every_send_fail():
    assert codes(ErrorRules((ErrorRule(1),)), NUMBER, OTHER) == [1, 1]


def test_every_nth_send_fails():
    assert codes(ErrorRules((ErrorRule(1, every=3),)), *[NUMBER] * 6) == [None, None, 1] * 2


def test_a_rule_is_used_up_after_its_times():
    assert codes(ErrorRules((ErrorRule(1, times=2),)), *[NUMBER] * 3) == [1, 1, None]


def test_a_rule_for_one_citizen_neither_strikes_nor_counts_others():
    rules = ErrorRules((ErrorRule(1, every=2, number=NUMBER),))
    assert codes(rules, NUMBER, OTHER, OTHER, NUMBER) == [None, None, None, 1]


def test_the_first_of_two_rules_wins():
    assert codes(ErrorRules((ErrorRule(1, times=1), ErrorRule(2))), NUMBER, NUMBER) == [1, 2]
