"""The demonstration: what it shows is true, it loads once, and every sign-in it prints works."""

import re

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from demo.figures import ASKED
from demo.load import DOCUMENTS, load_demo
from demo.people import PASSWORD, PEOPLE
from luodi.repair import repair_text
from luodi_web.people.domain.audit import chain_faults
from luodi_web.people.models import AuditEntry, User
from luodi_web.policies.models import Policy
from luodi_web.supervision.enums import Light, PlanState
from luodi_web.supervision.models import (
    Assignment,
    Bulletin,
    Closing,
    Clue,
    Extension,
    Letter,
    Meeting,
    MeetingDecision,
    Plan,
    Referral,
    Report,
    ReportFigure,
)

REPORT = DOCUMENTS / "report.txt"
# Units that reported last month and not yet in this one: one click says that nothing changed.
REPORTERS = {"wuhan", "hongshan"}


def test_report_is_damaged_and_repaired_but_for_what_is_lost():
    clean = (DOCUMENTS / "report-clean.txt").read_text(encoding="utf-8")

    repaired = repair_text(REPORT.read_text(encoding="utf-8"))

    assert len(repaired.text) == len(clean)
    different = {i for i, (ours, true) in enumerate(zip(repaired.text, clean, strict=True)) if ours != true}
    assert {repaired.text[i] for i in different} == {"\ufffd"}
    assert len(different) == len(repaired.lost) <= 3
    assert [lost.candidates[0] for lost in repaired.lost][-2:] == ["1", "©"]


@pytest.fixture(scope="module")
def demonstration(django_db_setup, django_db_blocker):
    """Loaded once for all tests of this file, each of which sees it as it was loaded."""
    with django_db_blocker.unblock(), transaction.atomic():
        # As a test's own transaction is marked: what may stand in no other is let through.
        connection.atomic_blocks[-1]._from_testcase = True
        load_demo(REPORT)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def loaded(demonstration, db, settings):
    """After the module's: the test's own transaction lies within it."""
    settings.DEMO = True  # as it runs: nobody has set up a second factor


def states(model: type[Model]) -> list[str]:
    return sorted(set(model.objects.values_list("state", flat=True)))


def rows_of(client: Client, username: str, path: str) -> str:
    """What the list of a page shows to that person, without blanks."""
    client.force_login(User.objects.get(username=username))
    found = re.search("<tbody.*?</tbody>", client.get(path).content.decode(), re.DOTALL)
    assert found is not None, f"{username} {path}"
    return "".join(re.sub("<[^>]+>", " ", found.group()).split())


def test_demonstration_loads_once_and_everyone_can_sign_in(client, loaded):
    before = (Policy.objects.count(), Plan.objects.count(), Assignment.objects.count())
    load_demo(REPORT)

    assert (Policy.objects.count(), Plan.objects.count(), Assignment.objects.count()) == before
    assert sorted(Plan.objects.values_list("state", flat=True)) == [PlanState.DRAFT, PlanState.PUBLISHED]
    shown = set(Assignment.objects.values_list("light").annotate(Count("pk")).values_list("light", flat=True))
    assert shown >= {Light.GREEN, Light.BLUE, Light.YELLOW, Light.RED}
    assert Assignment.objects.values("unit").distinct().count() >= 116
    assert set(User.objects.filter(is_sample=True).values_list("username", flat=True)) == {
        username for username, *_rest in PEOPLE
    }
    assert not Report.objects.filter(is_late=True).exists()
    assert list(Meeting.objects.order_by("held_at").values_list("state", flat=True)) == ["issued", "draft"]
    assert MeetingDecision.objects.filter(task__assignments__isnull=False).distinct().count() == 2
    printed = (settings.DATA_DIR / "welcome.txt").read_text(encoding="utf-8")
    assert set(re.findall(r"(\w+)（", printed)) >= {username for username, *_rest in PEOPLE}
    for username, *_rest in PEOPLE:
        answer = client.post(reverse("account_login"), {"login": username, "password": PASSWORD})
        assert answer.status_code == 302, username
        if username in REPORTERS:
            assert "无变化" in client.get("/").content.decode(), username
        client.post(reverse("account_logout"))


def test_everything_is_there_in_its_different_states(loaded):
    assert {model: states(model) for model in (Bulletin, Letter, Extension, Closing, Referral, Clue)} == {
        Bulletin: ["draft", "issued", "ready"],
        Letter: ["closed", "draft", "issued", "signing"],
        Extension: ["agreed", "refused", "waiting"],
        Closing: ["asked", "checked", "closed", "refused"],
        Referral: ["prepared"],
        Clue: ["accepted", "answered", "closed", "sent"],
    }
    assert Bulletin.objects.get(state="issued").docx is not None
    moved = Extension.objects.get(state="agreed")
    assert moved.assignment.deadline == moved.granted > moved.old_deadline
    assert Referral.objects.get().ground == "overdue"
    looked_at = Closing.objects.exclude(look_back="")
    assert [one.look_back for one in looked_at] == ["holds"]
    due = Closing.objects.filter(look_back="", look_back_on__lte=timezone.localdate())
    assert due.count() == 1
    done = Assignment.objects.filter(state="done")
    assert done.filter(closings__isnull=True).exists()
    assert Assignment.objects.filter(state="closed").count() >= 10


def test_every_kind_of_letter_was_sent(loaded):
    sent = Letter.objects.exclude(doc_no="")

    assert set(sent.values_list("kind", flat=True)) == {"reminder", "supervision"}
    assert not sent.filter(paper=None).exists()
    years = {letter.issued_at.year for letter in sent}
    assert {letter.year for letter in sent} <= years | {year - 1 for year in years}
    # They say how things stood when they were written: all of these had been signed for.
    assert [letter.body for letter in sent if "尚未签收" in letter.body] == []
    waiting = Letter.objects.get(state="issued")
    assert (waiting.unit.name, waiting.acknowledged_at) == ("武汉市科技创新局", None)


def test_cities_gave_figures_last_month_and_in_this(loaded):
    figures = ReportFigure.objects.exclude(report__state="returned")

    assert set(figures.values_list("request__name", flat=True)) == {name for _start, name, *_rest in ASKED}
    assert figures.values("report__period").distinct().count() == 2
    assert figures.values("report__assignment__unit").distinct().count() >= 10
    assert set(figures.values_list("report__state", flat=True)) == {"accepted", "submitted"}
    for one in figures.select_related("report"):
        before = figures.filter(
            request=one.request_id,
            report__assignment=one.report.assignment_id,
            report__period__lt=one.report.period,
        )
        assert all(earlier.value <= one.value for earlier in before), one


def test_acts_bear_the_days_on_which_they_were_done(loaded):
    """Spread over the weeks, none in the future, and each later than what it rests on."""
    now = timezone.now()
    days = {timezone.localdate(clue.sent_at) for clue in Clue.objects.all()}

    assert len(days) >= 3  # two fall together over the longest holiday
    assert (now.date() - min(days)).days >= 30
    assert not AuditEntry.objects.filter(at__gt=now).exists()
    for closing in Closing.objects.filter(state="closed"):
        assert closing.asked_at <= closing.checked_at <= closing.decided_at
    for letter in Letter.objects.filter(state="closed"):
        assert letter.drafted_at <= letter.issued_at <= letter.acknowledged_at <= letter.closed_at
    issued = Bulletin.objects.get(state="issued")
    assert issued.taken_at <= issued.issued_at
    assert issued.period < timezone.localdate().strftime("%Y-%m")
    assert list(chain_faults()) == []


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/bulletins/", ["已签发", "待签发", "编写中"]),
        ("/letters/", ["提醒函", "督办函", "已办结", "已发出", "待签发", "草拟"]),
        ("/extensions/", ["同意", "不同意", "待批"]),
        ("/closings/?size=100", ["已销号", "待签批", "待核查", "已退回", "巩固"]),
        ("/referrals/", ["待批准", "长期红灯"]),
        ("/figures/", ["累计培训企业数", "研发费用加计扣除额"]),
        ("/figures/?state=submitted", ["已报送"]),
        ("/targets/", ["高新技术企业数", "协同攻关项目"]),
    ],
)
def test_office_finds_entries_in_every_register(client, loaded, path, words):
    rows = rows_of(client, "chuangxin", path)

    assert [word for word in words if word not in rows] == []


@pytest.mark.parametrize(
    ("username", "path", "word"),
    [
        ("lingdao", "/letters/", "待签发"),
        ("lingdao", "/bulletins/", "待签发"),
        ("lingdao", "/referrals/", "待批准"),
        ("lingdao", "/closings/?size=100", "待签批"),
        ("wuhan", "/bulletins/", "已阅"),
        ("wuhan", "/letters/", "已发出"),
        ("wuhan", "/extensions/", "待批"),
        ("wuhan", "/figures/", "累计培训企业数"),
        ("hongshan", "/bulletins/", "待阅"),
        ("hongshan", "/letters/", "已办结"),
        ("hongshan", "/extensions/", "不同意"),
    ],
)
def test_each_finds_what_is_theirs(client, loaded, username, path, word):
    assert word in rows_of(client, username, path)
