"""Campaigns: checked before, sent at a pace, to everybody entitled once and to nobody else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from tests.integration.vaksin.keeping import Town
from tests.people import make_applicant
from vaksin.application.campaigns import CampaignError
from vaksin.campaigns.lists import Fault
from vaksin.campaigns.model import CampaignPlan, CampaignStatus, LeftOut
from vaksin.campaigns.segments import Segment
from vaksin.clock import WIB
from vaksin.people.message_choices import EVERY_KIND, ChoiceMeans
from vaksin.people.model import SELF, ConsentBasis
from vaksin.schema import campaign_recipients, contacts
from vaksin.schema import campaigns as campaigns_table
from whatsapp.account_news import NumberNews, TemplateNews
from whatsapp.numbers import Numbers
from whatsapp.pushing import TemplateChannel
from whatsapp.schema import outbox
from whatsapp.sealed_payloads import open_payload
from whatsapp.templates.reading import load_templates

TEMPLATES = load_templates()
INVITATION = "undangan_daftar"
VARIABLES = {one.name: one.type.limit for one in TEMPLATES[INVITATION].variables}
MORNING = datetime(2027, 3, 1, 9, 0, tzinfo=WIB)
NUMBER_ID = "100000000000001"
EVERYBODY = Segment(youngest=0)
PLAN = CampaignPlan(
    name="Lansia Jakarta",
    template=INVITATION,
    values={"kelompok": "lanjut usia 60 tahun ke atas", "daerah": "Jakarta"},
    begins_at=MORNING,
    ends_at=MORNING + timedelta(days=5),
    daily_from=time(8),
    daily_until=time(20),
    per_minute=600,
)


@pytest.fixture
def town(office, programme, clock):
    clock.moment = MORNING
    return Town(office.programme, clock.advance)


@pytest.fixture
def campaigns(office, town):
    return office.programme.campaigns


@pytest.fixture
def listed(tmp_path, campaigns):
    """Return what makes an audience of rows of a list."""

    def listed(*rows, columns=(), name="daftar.csv"):
        path = tmp_path / name
        header = ",".join(("nomor", "persetujuan", *columns))
        path.write_text("\n".join((header, *rows)), encoding="utf-8")
        return campaigns.of_lists([path], dict.fromkeys(columns, 60))

    return listed


@pytest.fixture
def channel(office):
    return TemplateChannel(office.programme.keys, office.clock, TEMPLATES, NUMBER_ID, 100_000)


@pytest.fixture
def begin(office, campaigns):
    """Return what plans and starts a campaign, and lets some time pass."""

    def begin(audience, wait=timedelta(minutes=1), **changed):
        campaign_id = campaigns.plan(replace(PLAN, **changed), audience)
        campaigns.start(campaign_id)
        office.clock.advance(wait)
        return campaign_id

    return begin


@pytest.fixture
def send(office, channel):
    return lambda: office.programme.sending.send_due(channel)


def numbers(count, first=1):
    return [f"0812{n:08},2027-02-01" for n in range(first, first + count)]


def enrol(town, serial, name="Contoh Warga"):
    """Register somebody who agreed, without a seat; return their contact and id."""
    contact_id = f"kontak-{serial}"
    town.programme.record_consent(contact_id, SELF, ConsentBasis.SELF)
    person_id = town.programme.seats.enrol(contact_id, make_applicant(serial, name, SELF))
    return contact_id, person_id


def written_to(office):
    """Return the contact of each message of a campaign, the first one first."""
    rows = sorted(office.rows(outbox), key=lambda row: row.sequence)
    return [row.contact_id for row in rows if row.push_id]


def change(office, work):
    return office.programme.transactions.writing(work)


# -- what is wrong is found before anybody is written to


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"values": {"kelompok": "lansia"}}, "variabel daerah belum terisi"),
        ({"values": {**PLAN.values, "kota": "x"}}, "tidak punya variabel itu"),
        ({"values": {**PLAN.values, "daerah": "x" * 61}}, "paling panjang 60 huruf"),
        ({"values": {**PLAN.values, "daerah": " "}}, "kosong"),
        ({"daily_from": time(5)}, "jam tenang"),
        ({"daily_from": time(9), "daily_until": time(10, 30)}, "kode wilayahnya tidak disebut"),
        (
            {
                "begins_at": MORNING.replace(hour=18),
                "ends_at": MORNING.replace(hour=20),
            },
            "di Asia/Jayapura jamnya tidak pernah",
        ),
        ({"daily_until": time(22)}, "jam tenang"),
        ({"daily_from": time(20), "daily_until": time(8)}, "jam mulai harus sebelum"),
        ({"ends_at": MORNING - timedelta(hours=1)}, "harus sesudah"),
        ({"ends_at": MORNING + timedelta(minutes=1), "per_minute": 1}, "tidak selesai"),
        ({"per_minute": 0}, "--per-minute"),
        (
            {
                "begins_at": MORNING.replace(hour=21),
                "ends_at": MORNING.replace(hour=23),
            },
            "tidak pernah berada di antara",
        ),
    ],
)
def test_given_a_wrong_plan_then_it_is_said_what_is_wrong(campaigns, listed, changed, said):
    check = campaigns.check(replace(PLAN, **changed), listed(*numbers(5)), VARIABLES)
    assert any(said in problem for problem in check.problems)
    assert not check.may_be_planned(skip_faulty=True)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("021123,2027-02-01", Fault.BAD_NUMBER),
        ("3174014501909001,2027-02-01", Fault.BAD_NUMBER),
        (",2027-02-01", Fault.BAD_NUMBER),
        ("081200000001,", Fault.NO_CONSENT),
        ("081200000001,2027-03-02", Fault.NO_CONSENT),
        ("081200000001,kemarin", Fault.NO_CONSENT),
    ],
)
def test_given_a_faulty_row_then_its_place_is_told_and_nobody_is_planned(
    campaigns, listed, row, fault
):
    check = campaigns.check(PLAN, listed("081200000009,2027-02-01", row), VARIABLES)
    assert [(one.row, one.fault) for one in check.faulty] == [(3, fault)]
    assert check.recipients == 1
    assert not check.may_be_planned(skip_faulty=False)
    assert check.may_be_planned(skip_faulty=True)


def test_given_a_row_without_a_value_then_that_is_told(campaigns, listed):
    plan = replace(PLAN, values={"kelompok": "lansia"})
    rows = listed("081200000001,2027-02-01,", "081200000002,2027-02-01,x", columns=("daerah",))
    check = campaigns.check(plan, rows, VARIABLES)
    assert check.faults == {Fault.NO_VALUE: 1}


def test_given_an_empty_segment_then_it_is_told(campaigns):
    check = campaigns.check(PLAN, campaigns.of_segment(EVERYBODY), VARIABLES)
    assert check.problems == ["tidak ada seorang pun yang akan menerima pesan"]


def test_given_a_number_twice_in_two_files_then_it_counts_once(campaigns, listed, tmp_path):
    listed(*numbers(3), name="satu.csv")
    listed(*numbers(3, first=3), "+62 812-0000-0001,2027-02-01", name="dua.csv")
    both = campaigns.of_lists([tmp_path / "satu.csv", tmp_path / "dua.csv"], {})
    check = campaigns.check(PLAN, both, VARIABLES)
    assert (check.recipients, check.left_out) == (5, {LeftOut.TWICE: 2})


def test_given_a_check_then_nothing_is_written(office, campaigns, listed):
    before = office.count(contacts)
    campaigns.check(PLAN, listed(*numbers(5)), VARIABLES)
    assert office.count(contacts) == before
    assert office.count(campaign_recipients) == 0


def test_a_check_and_the_plan_after_it_agree(office, town, campaigns):
    for serial in range(9001, 9004):
        enrol(town, serial)
    stopped, _ = enrol(town, 9010)
    change(
        office,
        lambda act: act.choices.choose(stopped, EVERY_KIND, wanted=False, means=ChoiceMeans.TYPED),
    )
    audience = campaigns.of_segment(EVERYBODY)
    check = campaigns.check(PLAN, audience, VARIABLES)
    campaigns.plan(PLAN, audience)
    assert check.recipients == office.count(campaign_recipients) == 3
    assert check.left_out == {LeftOut.UNWANTED: 1}


# -- who is in a segment


def test_given_somebody_with_a_seat_or_a_wish_to_be_erased_then_they_are_in_no_segment(
    office, town, campaigns
):
    wanted, _ = enrol(town, 9001)
    enrol(town, 9002)
    office.programme.record_consent("kontak-9003", SELF, ConsentBasis.SELF)
    town.register("kontak-9003", 9003, town.session("UJI-1"))
    office.programme.rights.ask_erasure("kontak-9002")
    assert whose(campaigns, EVERYBODY) == [wanted]


def test_given_no_consent_then_somebody_is_in_no_segment(town, campaigns):
    town.enrol("kontak-9001", 9001)
    assert whose(campaigns, EVERYBODY) == []


@pytest.mark.parametrize(
    ("segment", "fits"),
    [
        (Segment(region="31.74"), True),
        (Segment(region="31"), True),
        (Segment(region="31.7"), False),
        (Segment(region="32"), False),
        (Segment(youngest=30), True),
        (Segment(youngest=60), False),
        (Segment(oldest=20), False),
        (Segment(doses=0), True),
        (Segment(doses=1), False),
        (Segment(group="umum"), False),
    ],
)
def test_a_segment_is_bounded_by_place_age_doses_and_group(town, campaigns, segment, fits):
    enrol(town, 9001)
    assert bool(whose(campaigns, segment)) is fits


def whose(campaigns, segment):
    chunks = campaigns.of_segment(segment).chunks()
    return [one.contact_id for chunk in chunks for one in chunk.candidates]


# -- sending


def test_given_a_list_then_everybody_gets_one_message(office, listed, begin, send):
    begin(listed(*numbers(30)))
    assert send() == 30
    assert send() == 0
    assert len(set(written_to(office))) == 30


def test_given_two_processes_then_nobody_gets_two_messages(office, listed, begin, send):
    begin(listed(*numbers(300)))
    with ThreadPoolExecutor(4) as threads:
        sent = sum(threads.map(lambda _: send(), range(12)))
    office.clock.advance(timedelta(minutes=5))
    while more := send():
        sent += more
    assert sent == 300
    assert len(set(written_to(office))) == len(written_to(office)) == 300


def test_given_a_pace_then_no_minute_has_more_and_none_less(office, listed, begin, send):
    begin(listed(*numbers(400)), wait=timedelta(), per_minute=60)
    sent = []
    for _ in range(100):
        office.clock.advance(timedelta(seconds=3))
        sent.append(send())
    minutes = [sum(sent[start : start + 20]) for start in range(0, 100, 20)]
    assert all(59 <= count <= 61 for count in minutes)
    assert sum(sent) == pytest.approx(300, rel=0.02)


def test_given_a_pause_in_which_nobody_sends_then_little_is_made_up_for(
    office, listed, begin, send
):
    begin(listed(*numbers(400)), wait=timedelta(hours=1), per_minute=60)
    assert send() == 20


def test_given_the_words_for_a_person_then_the_message_says_them(office, town, begin, send):
    enrol(town, 9001)
    audience = office.programme.campaigns.of_segment(EVERYBODY)
    begin(audience, values={"kelompok": "lanjut usia"})
    send()
    (row,) = [row for row in office.rows(outbox) if row.push_id]
    template = open_payload(row.payload_sealed, office.programme.keys)["template"]
    parameters = template["components"][0]["parameters"]
    told = {one["parameter_name"]: one["text"] for one in parameters}
    assert told == {"kelompok": "lanjut usia", "daerah": "Kota Jakarta Selatan"}


def test_given_somebody_who_wrote_just_now_then_the_same_words_need_no_template(
    office, town, listed, begin, send
):
    office.write("halo", "6281200000001")
    begin(listed(*numbers(1)))
    assert send() == 1
    (row,) = [row for row in office.rows(outbox) if row.push_id]
    payload = open_payload(row.payload_sealed, office.programme.keys)
    assert payload["type"] == "interactive"
    assert "sudah dibuka" in payload["interactive"]["body"]["text"]


@pytest.mark.parametrize(
    ("hour", "zones"), [(8, 2), (7, 3), (19, 1), (18, 2), (17, 3), (20, 0), (6, 2)]
)
def test_given_three_time_zones_then_each_is_written_to_at_its_own_hours(hour, zones):
    at = PLAN.zones_at(MORNING.replace(hour=hour))
    assert len([zone for zone in at if zone.startswith("Asia")]) == _expected(hour)
    assert ("anywhere" in at) == (_expected(hour) == 3)


def _expected(hour):
    """Return in how many zones it is between 8 and 20 o'clock."""
    return sum(8 <= hour + offset < 20 for offset in (0, 1, 2))


def test_given_the_evening_then_the_rest_follows_in_the_morning(office, listed, begin, send):
    begin(listed(*numbers(5)), wait=timedelta(hours=14))
    assert send() == 0
    office.clock.moment = MORNING + timedelta(days=1)
    assert send() == 5


def test_given_a_stop_between_planning_and_sending_then_nothing_is_sent(office, town, begin, send):
    contact_id, _ = enrol(town, 9001)
    begin(office.programme.campaigns.of_segment(EVERYBODY))
    change(
        office,
        lambda act: act.choices.choose(
            contact_id, EVERY_KIND, wanted=False, means=ChoiceMeans.TAPPED
        ),
    )
    assert send() == 0
    assert left_out(office) == ["tidak_mau"]


def test_given_a_seat_booked_between_planning_and_sending_then_nothing_is_sent(
    office, town, begin, send
):
    contact_id, _ = enrol(town, 9001)
    begin(office.programme.campaigns.of_segment(EVERYBODY))
    town.register(contact_id, 9001, town.session("UJI-1"))
    assert send() == 0
    assert left_out(office) == ["punya_jadwal"]


def test_given_an_erasure_between_planning_and_sending_then_nothing_is_sent(
    office, town, begin, send
):
    contact_id, _ = enrol(town, 9001)
    begin(office.programme.campaigns.of_segment(EVERYBODY))
    office.programme.rights.ask_erasure(contact_id)
    assert send() == 0
    assert left_out(office) == ["tanpa_izin"]


def test_given_a_person_who_left_the_number_after_planning_then_nothing_is_sent(
    office, town, begin, send
):
    contact_id, person_id = enrol(town, 9001)
    begin(office.programme.campaigns.of_segment(EVERYBODY))
    change(office, lambda act: act.people.unlink(contact_id, person_id))
    assert send() == 0
    assert left_out(office) == ["tanpa_izin"]


def test_given_an_erasure_then_what_a_list_told_is_gone_too(office, campaigns, listed, begin, send):
    plan = {"values": {"kelompok": "lansia"}}
    rows = listed("081200000001,2027-02-01,Kota Contoh", columns=("daerah",))
    begin(rows, **plan)
    (recipient,) = office.rows(campaign_recipients)
    assert recipient.details_sealed
    change(office, lambda act: act.pushes.forget(recipient.contact_id))
    (recipient,) = office.rows(campaign_recipients)
    assert (recipient.contact_id, recipient.details_sealed) == (None, None)


def test_given_a_full_queue_then_the_campaign_waits_for_it(office, listed, begin, channel):
    begin(listed(*numbers(60)))
    slow = replace(channel, per_second=1)
    assert office.programme.sending.send_due(slow) == 60
    begin(listed(*numbers(10, first=100), name="lain.csv"))
    assert office.programme.sending.send_due(slow) == 0
    with office.engine.begin() as connection:
        assert slow.allowance(connection, INVITATION).reason == "antrean kirim masih penuh"


def test_given_a_campaign_that_something_is_wrong_with_then_it_is_paused_and_others_go_on(
    office, campaigns, listed, begin, channel
):
    broken = begin(listed(*numbers(3)))
    begin(listed(*numbers(3, first=100), name="lain.csv"))
    change(
        office,
        lambda act: act.connection.execute(
            campaigns_table.update()
            .where(campaigns_table.c.id == broken)
            .values(template="tidak_ada")
        ),
    )
    assert office.programme.sending.send_due(channel) == 3
    assert campaigns.campaign(broken).pause_reason == "galat KeyError"


def left_out(office):
    return [row.reason for row in office.rows(campaign_recipients) if row.status == "left_out"]


def test_given_a_person_registered_from_two_numbers_then_one_of_them_is_written_to(
    office, town, campaigns, begin, send
):
    _, person_id = enrol(town, 9001)
    office.programme.record_consent("kontak-lain", "ibu", ConsentBasis.PERMISSION)
    change(office, lambda act: act.contacts.ensure_contact("kontak-lain"))
    change(office, lambda act: act.people.link("kontak-lain", person_id, "ibu"))
    audience = campaigns.of_segment(EVERYBODY)
    check = campaigns.check(PLAN, audience, VARIABLES)
    assert (check.recipients, check.left_out) == (1, {LeftOut.TWICE: 1})
    begin(audience)
    assert send() == 1


def test_given_a_campaign_that_never_begins_then_another_reaches_its_people(
    office, campaigns, listed, begin, send
):
    campaigns.plan(PLAN, listed(*numbers(3)))
    begin(listed(*numbers(3), name="lain.csv"))
    assert send() == 3


def test_given_a_person_in_two_campaigns_then_one_of_them_reaches_them(
    office, campaigns, listed, begin, send
):
    begin(listed(*numbers(3)))
    second = begin(listed(*numbers(5)))
    while send():
        office.clock.advance(timedelta(seconds=10))
    assert len(set(written_to(office))) == len(written_to(office)) == 5
    assert campaigns.campaign(second).status is CampaignStatus.DONE


def test_given_an_invitation_last_week_then_there_is_none_this_week(
    office, campaigns, listed, begin, send
):
    begin(listed(*numbers(2)))
    send()
    office.clock.advance(timedelta(days=2))
    check = campaigns.check(PLAN, listed(*numbers(3)), VARIABLES)
    assert check.left_out == {LeftOut.INVITED: 2}


def test_given_a_process_that_dies_while_planning_then_nothing_goes_out(
    office, campaigns, listed, send
):
    audience = listed(*numbers(5))

    def die(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        campaigns.plan(PLAN, audience, die)
    (one,) = campaigns.all()
    with pytest.raises(CampaignError, match="sedang disusun"):
        campaigns.start(one.id)
    campaigns.stop(one.id)
    assert send() == 0


def test_given_a_pause_then_nothing_goes_out_until_it_goes_on(
    office, campaigns, listed, begin, send
):
    campaign_id = begin(listed(*numbers(30)))
    campaigns.pause(campaign_id, "petugas")
    assert send() == 0
    campaigns.start(campaign_id)
    office.clock.advance(timedelta(minutes=1))
    assert send() == 30


def test_given_a_stopped_campaign_then_it_cannot_go_on(campaigns, listed, begin, send):
    campaign_id = begin(listed(*numbers(3)))
    campaigns.stop(campaign_id)
    assert send() == 0
    with pytest.raises(CampaignError, match="dihentikan"):
        campaigns.start(campaign_id)


def test_given_the_end_of_the_window_then_the_campaign_ends(office, campaigns, listed, begin, send):
    campaign_id = begin(listed(*numbers(3)), wait=timedelta(days=6))
    assert send() == 0
    assert campaigns.campaign(campaign_id).status is CampaignStatus.DONE


# -- what Meta allows


def note(office, news):
    with office.engine.begin() as connection:
        Numbers(connection, office.clock, NUMBER_ID).note_all([news])


def test_given_a_daily_limit_then_a_part_of_it_is_left_for_news(office, listed, begin, send):
    begin(listed(*numbers(300)))
    note(office, NumberNews(None, 250))
    sent = 0
    for _ in range(5):
        sent += send()
        office.clock.advance(timedelta(minutes=1))
    assert sent == 200
    office.clock.moment = MORNING + timedelta(days=1, minutes=10)
    assert send() == 100


def test_given_a_better_tier_then_the_campaign_goes_on(office, listed, begin, send):
    begin(listed(*numbers(300)))
    note(office, NumberNews(None, 100))
    assert send() == 80
    note(office, NumberNews(None, -1))
    office.clock.advance(timedelta(minutes=1))
    assert send() == 200


@pytest.mark.parametrize(
    "trouble",
    [
        NumberNews("RED", None),
        TemplateNews(INVITATION, "PAUSED", None),
        TemplateNews(INVITATION, None, "RED"),
    ],
    ids=["red number", "paused template", "red template"],
)
def test_given_trouble_with_meta_then_the_campaign_waits(office, listed, begin, send, trouble):
    begin(listed(*numbers(3)))
    note(office, trouble)
    assert send() == 0
    good = NumberNews("GREEN", None)
    approved = TemplateNews(INVITATION, "APPROVED", "GREEN")
    over = good if isinstance(trouble, NumberNews) else approved
    note(office, over)
    assert send() == 3


def test_given_complaints_then_the_pace_is_halved_and_comes_back(office, listed, begin, send):
    begin(listed(*numbers(2000)), wait=timedelta(), per_minute=120)
    with office.engine.begin() as connection:
        Numbers(connection, office.clock, NUMBER_ID).ease()
    assert sent_in_a_minute(office, send) == pytest.approx(60, abs=1)
    office.clock.advance(timedelta(minutes=15))
    send()
    assert sent_in_a_minute(office, send) == pytest.approx(120, abs=2)


def test_given_a_template_that_citizens_like_less_then_it_goes_on_at_half_the_pace(
    office, listed, begin, send
):
    begin(listed(*numbers(2000)), wait=timedelta(), per_minute=120)
    note(office, TemplateNews(INVITATION, None, "YELLOW"))
    assert sent_in_a_minute(office, send) == pytest.approx(60, abs=1)


def sent_in_a_minute(office, send):
    total = 0
    for _ in range(20):
        office.clock.advance(timedelta(seconds=3))
        total += send()
    return total
