from __future__ import annotations

import base64

from simulator.ids import new_media_id, new_wamid


def test_a_wamid_is_a_prefix_and_base64():
    prefix, _, encoded = new_wamid().partition(".")
    assert prefix == "wamid"
    assert len(base64.b64decode(encoded, validate=True)) == 36


def test_a_media_id_is_sixteen_digits():
    for _ in range(50):
        identifier = new_media_id()
        assert identifier.isdigit()
        assert len(identifier) == 16


def test_ids_do_not_repeat():
    assert len({new_wamid() for _ in range(200)} | {new_media_id() for _ in range(200)}) == 400
