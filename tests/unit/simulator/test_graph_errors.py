from __future__ import annotations

import pytest

from simulator.graph_errors import GraphError


@pytest.mark.parametrize(("code", "status"), [(190, 401), (100, 400), (131008, 400), (131009, 400)])
def test_the_http_status_follows_metas_code(code, status):
    assert GraphError(code, "why").http_status == status


def test_the_envelope_has_metas_fields():
    error = GraphError(131009, "text.body must not be empty").envelope()["error"]
    assert error["code"] == 131009
    assert error["type"] == "OAuthException"
    assert error["message"] == "(#131009) Parameter value is not valid"
    assert error["error_data"] == {
        "messaging_product": "whatsapp",
        "details": "text.body must not be empty",
    }
    assert error["fbtrace_id"]


def test_every_error_has_a_trace_id_of_its_own():
    traces = {GraphError(100, "x").envelope()["error"]["fbtrace_id"] for _ in range(3)}
    assert len(traces) == 3
