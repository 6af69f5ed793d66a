"""What a turn takes out of the entities of a message."""

from __future__ import annotations

from actions.conversation import Turn


def turn_with(*entities):
    return Turn("c", "m", "", "", 0.0, entities, {})


def test_given_a_site_named_after_its_district_when_the_place_is_asked_then_that_district():
    site = {"entity": "faskes", "value": "Puskesmas Tebet", "tempat": "31.74.01"}
    assert turn_with(site).place == "31.74.01"


def test_given_a_place_and_a_site_when_the_place_is_asked_then_the_first_one():
    place = {"entity": "tempat", "value": "31.74.04"}
    site = {"entity": "faskes", "value": "Puskesmas Tebet", "tempat": "31.74.01"}
    assert turn_with(place, site).place == "31.74.04"


def test_given_a_day_that_is_refused_when_read_then_the_wanted_one_counts():
    refused = {"entity": "tanggal", "value": "a", "disebut_saja": True}
    wanted = {"entity": "tanggal", "value": "b"}
    assert turn_with(refused, wanted).value("tanggal") == "b"


def test_given_only_a_phone_number_when_a_nik_is_looked_for_then_it_is_explained():
    assert turn_with({"entity": "nomor_hp", "value": "+6281200001234"}).number == "+6281200001234"


def test_given_nik_and_phone_when_a_nik_is_looked_for_then_the_nik():
    phone = {"entity": "nomor_hp", "value": "+6281200001234"}
    nik = {"entity": "nik", "value": "3174014501909001"}
    assert turn_with(phone, nik).number == "3174014501909001"
