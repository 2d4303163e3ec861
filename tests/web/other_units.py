"""One object of every kind that an address names, all of one unit, all with the same key."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pypdfium2
from django.utils import timezone

from luodi_web.common.domain.files import store_bytes
from luodi_web.common.models import StoredFile
from luodi_web.people.models import Delegation, Notification, Unit, User
from luodi_web.policies.enums import FactsState, VersionState
from luodi_web.policies.models import Fact, Package, Policy, PolicyVersion, Provision
from luodi_web.supervision.domain.bulletin_draft import sections_of
from luodi_web.supervision.enums import AssignmentState, BulletinState, LetterState, MeetingState, PlanState
from luodi_web.supervision.models import (
    Assignment,
    Attachment,
    Bulletin,
    BulletinReceipt,
    Closing,
    Clue,
    ClueFile,
    Drafting,
    Evidence,
    Extension,
    FigureRequest,
    Indicator,
    Letter,
    Meeting,
    MeetingDecision,
    Paper,
    Plan,
    PlanTemplate,
    Referral,
    RegisterExport,
    Report,
    SavedView,
    Task,
    Workstream,
)
from tests.web.other_models import models_of

# Far from any key that is given by itself.
KEY = 470_011
PERIOD = "2026-11"


def everything_of(unit: Unit, user: User, *, published: bool) -> None:
    """Each object is of this unit and made by this person; of what is written to units, to this unit.

    published: whether the plan is dispatched and the policy's text confirmed.
    """
    now, today = timezone.now(), timezone.localdate()
    file = store_bytes(_page())
    _policies(unit, published)
    version = PolicyVersion.objects.get(pk=KEY)
    plan = _one(
        Plan,
        package_id=KEY,
        version=version,
        title="分解表",
        owner=unit,
        state=PlanState.PUBLISHED if published else PlanState.DRAFT,
        published_at=now if published else None,
    )
    _one(Workstream, plan=plan, order=0, name="抓平台")
    task = _one(Task, workstream_id=KEY, order=0, text="建设实验室")
    assignment = _one(
        Assignment,
        task=task,
        unit=unit,
        role="lead",
        state=AssignmentState.ACKNOWLEDGED,
        sent_at=now,
        deadline=today,
    )
    _one(Report, assignment=assignment, period=PERIOD, percent=40, text="已选址", submitted_at=now)
    _one(Evidence, report_id=KEY, file=file, name="佐证.txt")
    _one(FigureRequest, task=task, name="产值", key="产值", measure="万元")
    _one(
        Letter,
        kind="supervision",
        issuer=unit,
        unit=unit,
        word="鄂科创督",
        subject="督办",
        body="请抓紧。",
        requirement="报送",
        answer_by=today,
        state=LetterState.ISSUED,
        drafted_at=now,
        issued_at=now,
        year=2026,
        number=1,
        paper=_paper(file),
    )
    _one(Extension, assignment=assignment, old_deadline=today, wanted=today, reason="雨季", asked_at=now)
    _one(Closing, assignment=assignment, text="已完成", asked_at=now)
    _one(Attachment, closing_id=KEY, file=file, name="附件.txt")
    _one(
        Referral,
        assignment=assignment,
        ground="overdue",
        words="逾期",
        paper=_paper(file),
        prepared_at=now,
    )
    _one(
        Bulletin,
        template="monthly",
        owner=unit,
        package_id=KEY,
        period=PERIOD,
        title="通报",
        state=BulletinState.REVIEW,
        taken_at=now,
        preview=file,
        number=1,
        issued_at=now,
        digest="0" * 64,
        docx=file,
        data=_bulletin_data(),
        parts={key: {"auto": "", "text": "", "marks": []} for key in sections_of("monthly")},
    )
    _one(BulletinReceipt, bulletin_id=KEY, unit=unit)
    _one(
        Clue,
        unit=unit,
        sender=user,
        office=unit,
        referred_to=unit,
        subject="线索",
        text="线索",
        state="accepted",
    )
    _one(ClueFile, clue_id=KEY, file=file, name="线索.txt")
    _one(
        Meeting,
        title="会议",
        owner=unit,
        held_at=now,
        chair="张某",
        recorder="程某",
        state=MeetingState.FINAL,
        created_by=user,
    )
    _one(MeetingDecision, meeting_id=KEY, order=0, text="议定")
    _one(PlanTemplate, name="模板", owner=unit, year=2026, content={"workstreams": []})
    _one(Indicator, package_id=KEY, name="指标", unit="亿元", owner=unit)
    _one(Drafting, version=version, started_at=now, by=user)
    _persons(user, file)
    models_of(unit, user, KEY, published=published)


def _policies(unit: Unit, published: bool) -> None:
    _one(Package, name="政策包", owner=unit)
    _one(Policy, package_id=KEY, title="政策", owner=unit)
    text = "一、推进平台建设。"
    state = VersionState.CONFIRMED if published else VersionState.REVIEW
    _one(
        PolicyVersion,
        policy_id=KEY,
        number=1,
        original=text,
        text=text,
        state=state,
        facts_state=FactsState.DONE,
        started_from_id=KEY,
    )
    _one(Provision, version_id=KEY, order=0, path="一", label="一", level=1, start=0, end=len(text))
    _one(
        Fact,
        version_id=KEY,
        kind="deadline",
        values={"kind": "by", "date": "2026-12-31", "until": ""},
        start=0,
        end=2,
    )


def _persons(user: User, file: StoredFile) -> None:
    today = timezone.localdate()
    other = User.objects.create_user("colleague", "x")
    _one(Notification, user=user, text="提醒", url="/")
    _one(SavedView, user=user, name="红灯", query="light=red")
    _one(RegisterExport, user=user, query="", asked_at=timezone.now(), state="done", file=file)
    _one(
        Delegation,
        from_user=user,
        to_user=other,
        starts_on=today,
        ends_on=today + timedelta(days=3),
        reason="出差",
    )


def _bulletin_data() -> dict[str, Any]:
    """The snapshot of a plan without tasks, as ``domain.bulletin_figures`` writes it."""
    lists: dict[str, Any] = {key: [] for key in ("plans", "streams", "units", "rows", "candidates")}
    total = {"label": "任务", "value": 0, "share": None, "filter": {}}
    return {
        **lists,
        "period": PERIOD,
        "tasks": {},
        "previous": None,
        "problems": {},
        "figures": {"total": total},
    }


def _page() -> bytes:
    """A PDF of one empty page."""
    document, out = pypdfium2.PdfDocument.new(), io.BytesIO()
    document.new_page(595, 842)
    document.save(out)
    return out.getvalue()


def _paper(file: StoredFile) -> Paper:
    values = {"data": file, "docx": file, "pdf": file, "digest": file.sha256}
    return Paper.objects.create(**values, made_at=timezone.now())


def _one(model: Any, **values: Any) -> Any:
    return model.objects.create(pk=KEY, **values)
