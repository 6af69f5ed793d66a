"""Specification of how mistakes in the rules about brands that follow each other are refused."""

from __future__ import annotations

import pytest

from vaksin.content import ContentError
from vaksin.eligibility.follow_ups import load_follow_ups

FILE = "vaccines.yml"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("effective_until: 2022-02-12", "effective_until: 2022-02-13", "series, number 2: holds"),
        ("other_brands: no", "other_brands: kadang", "other_brands is 'kadang', must be yes or no"),
        ("repeat_after_months: 6", "repeat_after_months: 0", "repeat_after_months is 0"),
        ("doses_if_unknown: 2", "doses: 2", "series, number 3: unknown field doses"),
        ("effective_until: 2022-05-27", "effective_until: 2022-05-28", "number 2: holds"),
        ("half_dose: [astrazeneca, pfizer]", "half_dose: [astra]", "astra, which is not defined"),
        ("half_dose: [astrazeneca, pfizer]", "dose: [pfizer]", "number 1: unknown field dose"),
        ("        half_dose: [moderna, pfizer]\n", "", "half_dose or full_dose are needed"),
        ("full_dose: [astrazeneca]", "full_dose: [pfizer]", "either as a half dose or as a full"),
        ("after: [astrazeneca]", "after: [sinovac]", "after names a brand that a line above"),
        (
            "months: 6\n    effective_from: 2022-11",
            "months: 60\n    effective_from: 2022-11",
            "is 60",
        ),
        ("minimum_weeks: 13", "minimum_weeks: 50", "pregnancy, number 1: minimum_weeks is 50"),
        (
            "vaccines: [pfizer, moderna, sinovac]",
            "vaccines: [fizer]",
            "fizer, which is not defined",
        ),
    ],
)
def test_a_wrong_rule_is_refused_by_section_and_number(edit_content, old, new, problem):
    with pytest.raises(ContentError, match=f"vaccines.yml.*{problem}"):
        load_follow_ups(edit_content(FILE, old, new))
