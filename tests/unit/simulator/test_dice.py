from __future__ import annotations

from simulator.dice import Dice


def throws(dice, concern, share=0.5):
    return [dice.happens(concern, share) for _ in range(40)]


def test_the_same_seed_gives_the_same_run():
    assert throws(Dice(7), "slow") == throws(Dice(7), "slow")


def test_another_seed_gives_another_run():
    assert throws(Dice(7), "slow") != throws(Dice(8), "slow")


def test_one_concern_does_not_shift_another():
    disturbed = Dice(7)
    throws(disturbed, "hang up")
    assert throws(disturbed, "slow") == throws(Dice(7), "slow")


def test_nothing_happens_at_a_share_of_zero_and_everything_at_one():
    dice = Dice(7)
    assert not any(throws(dice, "slow", 0))
    assert all(throws(dice, "slow", 1))


def test_a_subject_is_always_picked_or_never():
    dice = Dice(7)
    picked = [dice.picks("phoneless", str(number), 0.5) for number in range(40)]
    assert picked == [dice.picks("phoneless", str(number), 0.5) for number in range(40)]
    assert set(picked) == {True, False}


def test_a_larger_share_still_holds_everyone_of_the_smaller():
    dice = Dice(7)
    small = {n for n in range(40) if dice.picks("phoneless", str(n), 0.3)}
    large = {n for n in range(40) if dice.picks("phoneless", str(n), 0.6)}
    assert small < large
