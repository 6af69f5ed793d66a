"""Templates as designers write them: what is refused before Meta would refuse it."""

from __future__ import annotations

from dataclasses import replace

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from simulator.templates import TemplateLibrary
from vaksin.content import CONTENT_FOLDER, ContentError
from whatsapp.templates.model import (
    Category,
    Subject,
    Template,
    TemplateButton,
    Variable,
    VariableType,
    WrongVariables,
    fitting,
)
from whatsapp.templates.reading import load_templates
from whatsapp.templates.rules import problems_of
from whatsapp.templates.submission import Difference, compare, submission

INTENTS = ("daftar", "cek_jadwal", "berhenti_ajakan")
NAMA = Variable("nama", VariableType.NAMES, "Contoh Warga")
GOOD = Template(
    name="contoh",
    category=Category.UTILITY,
    body="Jadwal vaksinasi {{nama}} sudah tercatat.",
    footer="Ketik BERHENTI kalau tidak mau diingatkan.",
    variables=(NAMA,),
    buttons=(TemplateButton("Cek jadwal", "/cek_jadwal"),),
)
ALL = load_templates()


def problem(**changed):
    (found,) = problems_of(replace(GOOD, **changed), INTENTS)
    return found


def test_a_good_template_has_no_problems():
    assert problems_of(GOOD, INTENTS) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": "Contoh"}, "small letters"),
        ({"body": "Jadwal Bapak/Ibu sudah tercatat."}, "nama is not used"),
        (
            {"body": "Jadwal untuk {{nama}} di {{tempat}} sudah kami catat."},
            "tempat is not described",
        ),
        ({"body": "{{nama}} sudah tercatat jadwalnya."}, "first or the last"),
        ({"body": "Sudah tercatat jadwal untuk {{nama}}."}, "first or the last"),
        ({"body": "Untuk {{nama}} catatan."}, "at least 3 other words"),
        ({"body": "Jadwal {{nama}} sudah tercatat, {{nama}} silakan datang."}, "2 times"),
        ({"body": "Jadwal {{nama}} sudah {tercatat di sini."}, "brace"),
        ({"body": "Jadwal {{nama}} sudah\n\n\ntercatat di sini."}, "empty line"),
        ({"body": "Jadwal {{nama}} sudah tercatat. " + "a" * 900}, "at most 1024 fit"),
        ({"body": "Ayo, jadwal {{nama}} sudah tercatat."}, "persuades"),
        ({"footer": "x" * 61}, "footer has 61"),
        ({"footer": "Untuk *semua*"}, "footer may hold"),
        ({"buttons": (TemplateButton("x" * 21, "/daftar"),)}, "more than 20"),
        ({"buttons": (TemplateButton("Cek", "/tidak_ada"),)}, "leads nowhere"),
        ({"buttons": (TemplateButton("Cek *ini*", "/daftar"),)}, "formatting"),
        ({"buttons": (TemplateButton("Cek", "/daftar"),) * 2}, "same title"),
        ({"category": Category.MARKETING}, "needs a button that stops it"),
    ],
)
def test_what_meta_would_refuse_is_named(changed, said):
    assert said in problem(**changed)


def test_what_tells_who_somebody_is_has_no_place_in_a_template():
    nik = Variable("nik", VariableType.CODE, "3174014501909001")
    body = "Pendaftaran {{nama}} dengan NIK {{nik}} sudah kami catat."
    assert problem(body=body, variables=(NAMA, nik)) == "variable nik must not be in a template"


def test_given_values_for_all_variables_then_the_message_is_as_meta_takes_it():
    assert GOOD.message({"nama": "Contoh Warga"}) == {
        "type": "template",
        "template": {
            "name": "contoh",
            "language": {"code": "id"},
            "components": [
                {
                    "type": "body",
                    "parameters": [
                        {"type": "text", "parameter_name": "nama", "text": "Contoh Warga"}
                    ],
                },
                {
                    "type": "button",
                    "sub_type": "quick_reply",
                    "index": "0",
                    "parameters": [{"type": "payload", "payload": "/cek_jadwal"}],
                },
            ],
        },
    }


def test_given_what_it_is_about_when_a_button_asks_for_it_then_its_payload_names_it():
    ask = TemplateButton("Ubah jadwal", "/ubah_jadwal", Subject.BOOKING)
    stop = TemplateButton("Bicara", "/minta_petugas")
    template = replace(GOOD, buttons=(ask, stop))
    values = {"nama": "Contoh Warga"}
    about = template.message(values, {Subject.BOOKING: "abc"})["template"]["components"][1:]
    assert [one["parameters"][0]["payload"] for one in about] == [
        '/ubah_jadwal{"pilihan": "pesanan=abc"}',
        "/minta_petugas",
    ]


def test_given_several_people_then_a_button_names_none_of_them():
    ask = TemplateButton("Ubah jadwal", "/ubah_jadwal", Subject.BOOKING)
    template = replace(GOOD, buttons=(ask,))
    message = template.message({"nama": "Contoh Warga dan Warga Contoh"})
    assert message["template"]["components"][1]["parameters"][0]["payload"] == "/ubah_jadwal"


@pytest.mark.parametrize("values", [{}, {"nama": "a", "tempat": "b"}, {"tempat": "b"}])
def test_given_other_variables_then_the_error_names_them_and_no_value(values):
    with pytest.raises(WrongVariables) as raised:
        GOOD.message(values)
    assert "contoh: " in str(raised.value)
    assert "'a'" not in str(raised.value)


@given(st.text(), st.sampled_from(VariableType))
def test_whatever_stands_in_a_variable_meta_takes_it(value, kind):
    fitted = fitting(kind, value)
    assert len(fitted) <= kind.limit
    assert not set("\n\t") & set(fitted)
    assert "     " not in fitted


@pytest.mark.parametrize("template", ALL.values(), ids=list(ALL))
def test_meta_takes_each_template_and_what_is_made_of_it(template):
    """The simulator has rules of its own, written from the other side."""
    meta = TemplateLibrary()
    meta.submit(submission(template))
    longest = {one.name: "x" * one.type.limit for one in template.variables}
    meta.check(template.message(longest)["template"])


@pytest.mark.parametrize("template", ALL.values(), ids=list(ALL))
def test_an_example_reads_as_a_message(template):
    text = template.text({one.name: one.example for one in template.variables})
    assert "{" not in text
    assert "NIK" not in text


def kept(*templates):
    """What Meta lists of templates that it has approved."""
    return [{**submission(one), "status": "APPROVED"} for one in templates]


def test_given_meta_approved_the_same_then_nothing_differs():
    assert compare({"contoh": GOOD}, kept(GOOD)) == []


@pytest.mark.parametrize(
    ("at_meta", "difference"),
    [
        ([], Difference.MISSING),
        ([{**kept(GOOD)[0], "language": "en"}], Difference.MISSING),
        ([{**kept(GOOD)[0], "status": "PAUSED"}], Difference.NOT_APPROVED),
        ([{**kept(GOOD)[0], "category": "MARKETING"}], Difference.OTHER_CATEGORY),
        (kept(replace(GOOD, body="Jadwal {{nama}} sudah dicatat lain.")), Difference.OTHER_BODY),
        (kept(replace(GOOD, footer="")), Difference.OTHER_FOOTER),
        (kept(replace(GOOD, buttons=())), Difference.OTHER_BUTTONS),
    ],
)
def test_what_meta_has_otherwise_is_found(at_meta, difference):
    (finding,) = compare({"contoh": GOOD}, at_meta)
    assert (finding.name, finding.difference) == ("contoh", difference)
    assert finding.forbids_sending


def test_a_template_that_only_meta_has_is_told_and_forbids_nothing():
    (finding,) = compare({}, kept(GOOD))
    assert (finding.difference, finding.forbids_sending) == (Difference.ONLY_AT_META, False)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("category", "penting", "category is 'penting'"),
        ("body", "", "body is missing"),
        ("isi", "lain", "unknown field isi"),
        ("buttons", [{"title": "Cek", "payload": "cek"}], "name of an intent"),
        ("variables", {"nama": {"type": "nama", "example": "a"}}, "type is 'nama'"),
        ("variables", {"nama": {"type": "number", "example": "12345"}}, "at most 4 fit"),
    ],
)
def test_a_mistake_in_a_file_is_named_with_its_place(tmp_path, field, value, said):
    folder = tmp_path / "templates"
    folder.mkdir()
    good = yaml.safe_load((CONTENT_FOLDER / "templates" / "kabar_menunggu.yml").read_text())
    (folder / "kabar.yml").write_text(yaml.safe_dump({**good, field: value}))
    with pytest.raises(ContentError, match=r"kabar\.yml") as raised:
        load_templates(tmp_path)
    assert said in str(raised.value)
