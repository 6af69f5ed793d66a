"""Rasa's rules, followed at a cost that does not grow with the conversation; see ``config.yml``.

A rule spans one message of the citizen at most (``restrict_rules``), so of a conversation only the
newest turn decides. Rasa looks at all of it, twice, and tries every rule; this policy looks at what
rules can see, and tries those that can apply. What it decides is the same.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from rasa.core.policies.rule_policy import RULES, RULES_FOR_LOOP_UNHAPPY_PATH, RulePolicy
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.constants import PREVIOUS_ACTION, USER
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ACTION_NAME, INTENT, TEXT

from memory.recollection import newest_turn

# What the bot did last, and what the citizen wanted; ``None`` for a rule that fits any wish.
_Moment = tuple[str | None, str | None]


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True
)
class QuickRulePolicy(RulePolicy):
    """Trains as Rasa's own rule policy does; once loaded, it only looks where rules look."""

    _rules_at: dict[_Moment, list[str]] | None = None
    _has_texts = False

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> QuickRulePolicy:
        """Load the trained rules and sort them by the moment at which they can apply."""
        policy: QuickRulePolicy = super().load(
            config, model_storage, resource, execution_context, **kwargs
        )
        keys = [*policy.lookup[RULES], *policy.lookup[RULES_FOR_LOOP_UNHAPPY_PATH]]
        policy._rules_at = _by_moment(keys)
        policy._has_texts = any(
            TEXT in state.get(USER, {}) for k in keys for state in json.loads(k)
        )
        return policy

    def _find_action_from_rules(
        self, tracker: DialogueStateTracker, domain: Domain, use_text_for_last_user_input: bool
    ) -> tuple[str | None, str | None, bool]:
        if self._rules_at is None:
            return super()._find_action_from_rules(tracker, domain, use_text_for_last_user_input)
        if use_text_for_last_user_input and not self._has_texts:
            return None, None, False
        return super()._find_action_from_rules(
            newest_turn(tracker), domain, use_text_for_last_user_input
        )

    def _get_possible_keys(self, lookup: dict[str, str], states: list[State]) -> set[str]:
        if self._rules_at is None:
            return super()._get_possible_keys(lookup, states)
        done, wanted = _moment_of(states[-1])
        at = self._rules_at
        near = {*at.get((done, wanted), ()), *at.get((done, None), ())}
        return super()._get_possible_keys({key: "" for key in near if key in lookup}, states)


def _by_moment(keys: Iterable[str]) -> dict[_Moment, list[str]]:
    rules_at: dict[_Moment, list[str]] = defaultdict(list)
    for key in dict.fromkeys(keys):
        rules_at[_moment_of(json.loads(key)[-1])].append(key)
    return dict(rules_at)


def _moment_of(state: State) -> _Moment:
    done = state.get(PREVIOUS_ACTION, {}).get(ACTION_NAME)
    wanted = state.get(USER, {}).get(INTENT)
    return done and str(done), wanted and str(wanted)
