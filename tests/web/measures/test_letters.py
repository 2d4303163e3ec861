"""Letters: drafted from the tasks, signed, numbered and frozen, acknowledged, answered, closed."""

import hashlib
import json
from datetime import UTC, date, datetime, timedelta
from functools import partial
from unittest.mock import patch

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from luodi import gazette
from luodi_web.common.domain.files import open_stored
from luodi_web.common.models import NumberSequence
from luodi_web.people.domain.scope import Rights
from luodi_web.people.domain.units import OPEN_WORK
from luodi_web.people.enums import Role
from luodi_web.people.models import AuditEntry, Notification
from luodi_web.supervision.domain.editing_units import Pick
from luodi_web.supervision.domain.letters import (
    acknowledge_letter,
    answer_letter,
    close_letter,
    draft_letter,
    edit_letter,
    issue_letter,
    return_answer,
    send_letter_back,
    submit_letter,
    void_letter,
)
from luodi_web.supervision.domain.letters_drafting import draft_letter_words
from luodi_web.supervision.domain.letters_scope import letters_visible_to, own_letters
from luodi_web.supervision.domain.publishing_changes import adjust_task
from luodi_web.supervision.enums import AssignmentState, LetterKind, LetterState, SupervisionVerb
from luodi_web.supervision.models import Assignment, Attachment, Letter, Plan
from tests.web.at_once import at_once, told
from tests.web.factories import actor, make_assignment, make_report, make_task, make_unit, make_user

pytestmark = pytest.mark.django_db
REMINDER, SUPERVISION = LetterKind.REMINDER, LetterKind.SUPERVISION


def draft(*rows, kind=REMINDER, by=None, **fields):
    values = {
        "subject": "关于“建设实验室”办理进度的提醒函",
        "body": "根据《任务分解表》，你单位承办“建设实验室”。\n截至今天，尚未报送进展。",
        "requirement": "请书面答复。",
        "answer_by": timezone.localdate() + timedelta(days=7),
        **fields,
    }
    return draft_letter(rows, kind=kind, by=by or actor(), **values)


def issued(row, **fields):
    return issue_letter(draft(row, **fields), by=actor())


def signed_for(row, **fields):
    return acknowledge_letter(issued(row, **fields), by=actor())


def stored_bytes(stored):
    with open_stored(stored) as file:
        return file.read()


def test_draft_words_come_from_the_task(late):
    Plan.objects.update(title="重点任务分解表", published_at=datetime(2026, 9, 1, 17, 0, tzinfo=UTC))
    make_report(late, "2026-10", 40, problem="缺少用地\n指标。")
    row = Assignment.objects.select_related("task__workstream__plan__version", "task__provision").get()
    row.deadline = date(2026, 11, 20)

    words = draft_letter_words([row], SUPERVISION, date(2026, 11, 25))

    assert words.subject == "关于加快办理“建设实验室”的督办函"
    assert words.body.split("\n") == [
        "根据《重点任务分解表》，你单位牵头承办“建设实验室”，完成时限为2026年11月20日，于2026年9月2日下达。",
        "截至2026年11月25日，最近一次报送（2026年10月）的完成率为40%。任务已逾期5天。",
        "你单位反映的问题：缺少用地 指标。",
    ]
    assert words.requirement.split("\n") == [
        "请于2026年12月2日前书面答复办理情况，说明进度滞后的原因、下一步措施和完成时间。",
        "逾期不答复或者仍无实质进展的，将予以通报，并按程序提请督查。",
    ]
    assert words.answer_by == date(2026, 12, 2)


def test_draft_words_of_several_tasks_are_numbered(people):
    plan = make_task(owner=people.department, text="建设实验室").workstream.plan
    rows = [
        make_assignment(make_task(plan, text), people.hanyang) for text in ("引进人才。", "开放共享仪器。")
    ]

    words = draft_letter_words(rows, REMINDER, date(2026, 11, 25))

    first, *items = words.body.split("\n")
    assert words.subject == "关于2项任务办理进度的提醒函"
    assert first == "你单位承办的下列2项任务需要加快办理："
    assert [line[:3] for line in items] == ["1. ", "2. "]
    assert "你单位牵头承办“引进人才”" in items[0] and items[0].endswith("你单位尚未签收。")


def test_letter_goes_to_one_unit_of_one_plan_owner(people, late):
    other = make_assignment(late.task, people.huangshi)
    foreign = make_assignment(make_task(owner=make_unit("省教育厅")), people.hanyang)

    with pytest.raises(ValidationError, match="只发给一个机构"):
        draft(late, other)
    with pytest.raises(ValidationError, match="由不同的机构下达"):
        draft(late, foreign)
    with pytest.raises(ValidationError, match="只发给一个机构"):
        draft()


@pytest.mark.parametrize("state", ["returned", "withdrawn", "done", "closed"])
def test_letter_is_about_open_tasks(late, state):
    Assignment.objects.update(state=state)

    with pytest.raises(ValidationError, match="只能就待签收和办理中的任务发函"):
        draft(late)


def test_second_draft_of_the_kind_is_refused_while_one_waits(late):
    first = draft(late)

    with pytest.raises(ValidationError, match="已经有一份未发出的提醒函"):
        draft(late)
    draft(late, kind=SUPERVISION)
    issue_letter(first, by=actor())
    draft(late)

    assert Letter.objects.count() == 3


def test_reminder_is_numbered_and_frozen_with_its_files(late):
    letter = issued(late)

    year = timezone.localdate().year
    assert (letter.state, letter.doc_no) == (LetterState.ISSUED, f"鄂科创督〔{year}〕1号")
    data = stored_bytes(letter.paper.data)
    assert letter.paper.digest == hashlib.sha256(data).hexdigest() == letter.paper.data.sha256
    document = json.loads(data)
    assert document["head"] == {"organs": ["湖北省科学技术厅"], "doc_no": letter.doc_no}
    assert (document["title"], document["addressees"]) == (letter.subject, ["汉阳区科学技术局"])
    assert [block["text"] for block in document["blocks"]] == [
        "根据《任务分解表》，你单位承办“建设实验室”。",
        "截至今天，尚未报送进展。",
        "请书面答复。",
    ]
    assert stored_bytes(letter.paper.docx) == gazette.docx(gazette.read(data))
    assert letter.paper.docx.kind == "zip"
    assert AuditEntry.objects.get(verb=SupervisionVerb.LETTER_ISSUED).after["digest"] == letter.paper.digest


def test_issued_letter_stays_as_it_is_whatever_becomes_of_the_task(people, late):
    letter = issued(late)
    before = stored_bytes(letter.paper.data), letter.paper.docx.sha256

    with pytest.raises(ValidationError, match="函件已经发出，内容不能再改"):
        edit_letter(letter, subject="改", body="改", requirement="改", answer_by=letter.answer_by, by=actor())
    people.department.name = "另一个名字"
    people.department.save(update_fields=["name"])
    late.task.text = "另一件事"
    late.task.save(update_fields=["text"])
    for act in (partial(acknowledge_letter, letter), partial(answer_letter, letter, "已办")):
        act(by=actor())
    letter = close_letter(letter, by=actor())

    assert (stored_bytes(letter.paper.data), letter.paper.docx.sha256) == before
    assert Letter.objects.get().subject == "关于“建设实验室”办理进度的提醒函"


def test_numbers_run_by_word_and_year(people, late):
    late.task.workstream.plan.letter_word = "鄂科督"
    late.task.workstream.plan.save()
    other = make_assignment(make_task(owner=people.department), people.hanyang)

    def at(year, row):
        with patch.object(timezone, "now", return_value=datetime(year, 6, 1, tzinfo=UTC)):
            return issued(row).doc_no

    assert [at(2026, late), at(2026, other), at(2026, other), at(2027, late)] == [
        "鄂科督〔2026〕1号",
        "鄂科创督〔2026〕1号",
        "鄂科创督〔2026〕2号",
        "鄂科督〔2027〕1号",
    ]


def test_number_is_not_lost_when_issuing_fails(late):
    letter = draft(late)

    with (
        patch("luodi_web.supervision.domain.letters.make_paper", side_effect=ValidationError("坏")),
        pytest.raises(ValidationError),
    ):
        issue_letter(letter, by=actor())

    assert not NumberSequence.objects.exists()
    assert issue_letter(letter, by=actor()).number == 1


def test_letter_that_cannot_be_printed_says_why_and_takes_no_number(people, late):
    letter = draft(late)
    people.department.name = "湖北省" + "某" * 70 + "厅"
    people.department.save(update_fields=["name"])

    with pytest.raises(ValidationError) as error:
        issue_letter(letter, by=actor())

    assert error.value.messages[0].startswith("公文还不能生成：")
    assert not NumberSequence.objects.exists()
    letter.refresh_from_db()
    assert (letter.state, letter.paper) == (LetterState.DRAFT, None)


def test_marks_that_cannot_stand_on_paper_are_left_out(late):
    letter = issue_letter(draft(late, body="第一段\u202e反向\t制表\x07"), by=actor())

    blocks = json.loads(stored_bytes(letter.paper.data))["blocks"]
    assert blocks[0]["text"] == "第一段反向 制表"


def test_unit_with_an_unanswered_letter_has_open_work(people, late):
    letter = issued(late)
    counts = {str(work.label): work.count for work in OPEN_WORK}["未答复的函件"]

    before = counts(people.hanyang), counts(people.wuhan)
    answer_letter(acknowledge_letter(letter, by=actor()), "已办", by=actor())

    assert (before, counts(people.hanyang)) == ((1, 0), 0)


def test_letter_about_what_was_finished_since_is_not_issued(late):
    letter = draft(late)
    Assignment.objects.update(state=AssignmentState.DONE)

    with pytest.raises(ValidationError, match="不必再发函"):
        issue_letter(letter, by=actor())


def test_letter_whose_day_to_answer_has_come_is_not_issued(late):
    letter = draft(late, answer_by=timezone.localdate())

    with pytest.raises(ValidationError, match="答复时限已经到了"):
        issue_letter(letter, by=actor())


def test_supervision_letter_needs_a_leader(people, late, django_capture_on_commit_callbacks):
    letter = draft(late, kind=SUPERVISION, by=actor(people.office))

    with pytest.raises(ValidationError, match="先报请领导签发"):
        issue_letter(letter, by=actor(people.leader))
    with django_capture_on_commit_callbacks(execute=True):
        submit_letter(letter, by=actor(people.office))
    with pytest.raises(ValidationError, match="不能签发自己报签"):
        issue_letter(letter, by=actor(people.office))
    with django_capture_on_commit_callbacks(execute=True):
        letter = issue_letter(letter, by=actor(people.leader))

    told = [(notice.user_id, notice.url) for notice in Notification.objects.order_by("pk")]
    assert told == [
        (people.leader.pk, f"/letters/{letter.pk}/"),
        (people.county.pk, f"/letters/{letter.pk}/"),
    ]
    assert (letter.state, letter.issued_by) == (LetterState.ISSUED, people.leader)


def test_letter_sent_back_is_edited_and_submitted_again(people, late):
    letter = submit_letter(draft(late, kind=SUPERVISION), by=actor(people.office))

    with pytest.raises(ValidationError, match="正在报签"):
        edit_letter(letter, subject="改", body="改", requirement="改", answer_by=letter.answer_by, by=actor())
    letter = send_letter_back(letter, "语气再缓和些", by=actor(people.leader))
    assert (letter.state, letter.note) == (LetterState.DRAFT, "语气再缓和些")
    edit_letter(letter, subject="新", body="改", requirement="改", answer_by=letter.answer_by, by=actor())
    letter = submit_letter(letter, by=actor(people.office))

    assert (letter.subject, letter.state, letter.note) == ("新", LetterState.SIGNING, "")


def test_edit_over_somebody_elses_is_refused(late):
    letter = draft(late)
    values = {"body": "正文", "requirement": "要求", "answer_by": letter.answer_by, "by": actor()}
    edit_letter(letter, subject="甲的", revision=0, **values)

    with pytest.raises(ValidationError, match="别人改过"):
        edit_letter(letter, subject="乙的", revision=0, **values)

    assert Letter.objects.get().subject == "甲的"


def test_edit_that_changes_nothing_leaves_no_trace(late):
    letter = draft(late)
    same = {name: getattr(letter, name) for name in ("subject", "body", "requirement", "answer_by")}

    edit_letter(letter, revision=0, by=actor(), **same)

    assert Letter.objects.get().revision == 0
    assert not AuditEntry.objects.filter(verb=SupervisionVerb.LETTER_EDITED).exists()


def test_void_takes_no_number_and_ends_it(late):
    letter = void_letter(draft(late), "重复", by=actor())

    assert (letter.state, letter.note, letter.number) == (LetterState.VOID, "重复", None)
    with pytest.raises(ValidationError, match="已经作废"):
        issue_letter(letter, by=actor())


def test_acknowledge_keeps_the_first_name_and_time(people, late):
    letter = acknowledge_letter(issued(late), by=actor(people.county))

    with pytest.raises(ValidationError, match="函件已经签收"):
        acknowledge_letter(letter, by=actor(people.city))

    kept = Letter.objects.get()
    assert (kept.acknowledged_by, kept.acknowledged_at) == (people.county, letter.acknowledged_at)


def test_answer_reaches_the_office_and_may_be_asked_for_again(
    people, late, django_capture_on_commit_callbacks
):
    letter = signed_for(late)
    files = [SimpleUploadedFile("照片.pdf", b"%PDF-1.7 one")]
    with django_capture_on_commit_callbacks(execute=True):
        first = answer_letter(letter, "正在办", files, by=actor(people.county))
        return_answer(letter, "请写明完成时间", by=actor(people.office))
    second = answer_letter(letter, "十二月底前完成", by=actor(people.county))
    closed = close_letter(letter, "答复清楚", by=actor(people.office))

    first.refresh_from_db()
    assert (first.returned_note, first.returned_by, second.returned_at) == (
        "请写明完成时间",
        people.office,
        None,
    )
    assert [item.name for item in Attachment.objects.filter(answer=first)] == ["照片.pdf"]
    assert (closed.state, closed.closed_by, closed.note) == (LetterState.CLOSED, people.office, "答复清楚")
    told = list(Notification.objects.order_by("pk").values_list("user", "text"))
    assert told == [
        (people.office.pk, f"汉阳区科学技术局答复了{letter.doc_no}"),
        (people.county.pk, f"答复被退回，请补充后再报：{letter.doc_no}"),
    ]


def test_refused_file_keeps_nothing_of_the_answer(late):
    letter = signed_for(late)

    with pytest.raises(ValidationError):
        answer_letter(letter, "已办", [SimpleUploadedFile("a.exe", b"MZ\x90")], by=actor())

    letter.refresh_from_db()
    assert (letter.state, letter.answers.count()) == (LetterState.ACKNOWLEDGED, 0)


def test_unit_sees_a_letter_from_its_issue_on(people, late):
    letter = draft(late)
    rights = {user.username: Rights.of(user) for user in (people.county, people.city, people.other_city)}
    before = [name for name, held in rights.items() if letters_visible_to(held).exists()]
    issue_letter(letter, by=actor())

    seen = [name for name, held in rights.items() if letters_visible_to(held).exists()]
    own = [name for name, held in rights.items() if own_letters(held).exists()]

    assert (before, seen, own) == ([], ["hanyang", "wuhan"], ["hanyang"])
    assert letters_visible_to(Rights.of(people.office)).get() == letter
    assert letters_visible_to(Rights.of(people.leader)).get() == letter
    stranger = make_user(role=Role.INNOVATION_OFFICE, unit=make_unit("省教育厅"))
    assert not letters_visible_to(Rights.of(stranger)).exists()


@pytest.mark.django_db(transaction=True)
def test_one_letter_signed_by_two_leaders_at_once_gets_one_number(people, late):
    letter = submit_letter(draft(late, kind=SUPERVISION), by=actor(people.office))
    leaders = [people.leader, make_user("deputy", Role.LEADER, people.department)]

    results = told(at_once(*(partial(issue_letter, letter, by=actor(leader)) for leader in leaders)))

    assert results == ["done", "函件已经发出。"]
    assert NumberSequence.objects.get().last == Letter.objects.get().number == 1


@pytest.mark.django_db(transaction=True)
def test_letters_issued_at_once_get_numbers_of_their_own(people, late):
    plan = late.task.workstream.plan
    rows = [make_assignment(make_task(plan), people.hanyang) for _number in range(4)]
    letters = [draft(row) for row in rows]

    results = told(at_once(*(partial(issue_letter, letter, by=actor()) for letter in letters)))

    assert results == ["done"] * 4
    assert sorted(Letter.objects.values_list("number", flat=True)) == [1, 2, 3, 4]


@pytest.mark.django_db(transaction=True)
def test_draft_clicked_twice_is_one_letter(people, late):
    results = told(at_once(*(partial(draft, late, by=actor(people.office)) for _number in range(2))))

    assert results[0] == "done" and "已经有一份未发出的提醒函" in results[1]
    assert Letter.objects.count() == 1


def test_adjusted_deadline_keeps_the_old_one(people, late):
    new = timezone.localdate() + timedelta(days=30)
    old = late.deadline
    pick = [Pick(unit_id=people.hanyang.pk)]

    adjust_task(late.task, deadline=new, lead=pick, joint=[], reason="省里统一推迟", by=actor())

    assert list(late.deadline_changes.values_list("old", "new", "reason")) == [(old, new, "省里统一推迟")]
