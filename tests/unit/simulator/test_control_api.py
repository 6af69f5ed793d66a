from __future__ import annotations


def test_at_first_there_is_no_trouble(simulator, trouble):
    shown = simulator.get("/control/troubles").json()
    assert shown["errors"] == []
    assert shown["media_lifetime_s"] is None
    assert not any(shown.values())


def test_new_troubles_replace_all_old_ones(simulator, trouble):
    trouble(slow_share=1)
    answer = simulator.put("/control/troubles", {"refuse_share": 0.5})
    assert answer.json()["refuse_share"] == 0.5
    assert simulator.get("/control/troubles").json() == answer.json()
    assert answer.json()["slow_share"] == 0


def test_given_an_unknown_trouble_then_400_names_it_and_nothing_changes(simulator, trouble):
    trouble(refuse_share=0.5)
    answer = simulator.put("/control/troubles", {"gremlins": 1})
    assert answer.status_code == 400
    assert "gremlins" in answer.json()["error"]
    assert simulator.get("/control/troubles").json()["refuse_share"] == 0.5


def test_given_no_json_object_then_400(simulator, trouble):
    assert simulator.put("/control/troubles", ["refuse_share"]).status_code == 400


def test_a_reset_ends_troubles_and_empties_phones_and_counts(simulator, trouble, number):
    trouble(token_expired=True)
    simulator.phone_sends(number, type="text", text="halo")
    simulator.post("/control/reset")
    assert not any(simulator.get("/control/troubles").json().values())
    assert not any(simulator.report().values())
    assert simulator.screen(number)["messages"] == []


def test_after_a_reset_the_same_chances_come_again(simulator, trouble, number):
    def run():
        simulator.post("/control/reset")
        trouble(refuse_share=0.5)
        body = {"messaging_product": "whatsapp", "to": number, "text": {"body": "halo"}}
        return [simulator.graph(body).status_code for _ in range(20)]

    first = run()
    assert set(first) == {200, 503}
    assert run() == first
