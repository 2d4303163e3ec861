"""Fills an empty platform with the sample package: policies, a dispatched plan under way, a draft.

Everything goes through the platform's own domain functions, so the samples are what the screens would
have made. Only moments are set afterwards: they are relative to today, so that lights shine in every
colour whenever it is loaded.
"""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from demo.decisions import load_models
from demo.enterprises import load_enterprises, load_snapshot
from demo.fields import load_fields, load_lists
from demo.matters import load_matters
from demo.people import find_unit, load_people, welcome_words
from demo.targets import load_targets
from luodi_web.common.domain.files import store_bytes
from luodi_web.common.periods import previous_period
from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record, seal_entries
from luodi_web.people.domain.names import resolve_names
from luodi_web.policies.domain.confirming import confirm_version
from luodi_web.policies.domain.reading import preview_source, read_upload
from luodi_web.policies.domain.review import fill_lost
from luodi_web.policies.domain.uploading import PolicyFacts, create_policy, same_text
from luodi_web.policies.enums import PolicyKind, PolicyVerb
from luodi_web.policies.models import Package, PolicyVersion
from luodi_web.supervision.domain.assignments import acknowledge
from luodi_web.supervision.domain.baselines import freeze_baseline
from luodi_web.supervision.domain.drafting import draft_plan
from luodi_web.supervision.domain.editing_tasks import set_deadline
from luodi_web.supervision.domain.editing_units import Pick, set_units
from luodi_web.supervision.domain.lights import refresh_lights, refreshed_once
from luodi_web.supervision.domain.notices import told_once
from luodi_web.supervision.domain.publishing import publish_plan
from luodi_web.supervision.domain.reports import accept_report, submit_report
from luodi_web.supervision.enums import UnitRole
from luodi_web.supervision.models import Assignment, Plan, Report, Task
from luodi_web.supervision.rules import period_of, report_due_on

DOCUMENTS = Path(__file__).parent / "documents"
PACKAGE = "湖北科技强省“1+4”创新政策（示例）"
# file, title, number, issuer, kind. Numbers that no source confirms stay empty.
FIVE = [
    ("opinion.txt", "关于加快推进科技强省建设的意见", "鄂发〔2021〕20号", "省委、省政府", PolicyKind.OPINION),
    (
        "talent.txt",
        "关于加强人才发展激励促进科技创新的若干措施",
        "",
        "省委办公厅、省政府办公厅",
        PolicyKind.MEASURES,
    ),
    ("results.txt", "关于促进科技成果转化的若干措施", "", "省委办公厅、省政府办公厅", PolicyKind.MEASURES),
    (
        "finance.txt",
        "关于支持科技创新的若干财税金融措施",
        "",
        "省委办公厅、省政府办公厅",
        PolicyKind.MEASURES,
    ),
    (
        "land.txt",
        "关于国土空间规划和自然资源要素服务科技创新发展的若干措施",
        "",
        "省委办公厅、省政府办公厅",
        PolicyKind.MEASURES,
    ),
]
CITIES, COUNTIES = "各市、州", "各县（市、区）"
# Who leads, who joins, and days from today to the deadline, by the beginning of the task.
DISPATCH = {
    "编制“1+4”创新政策问答手册": ("省科技厅", ["省财政厅", "省税务局"], 60),
    "扩大政策知晓面": ("省科技厅", [CITIES, COUNTIES], -3),
    "组织各市、州": ("省科技厅", [CITIES], 4),
    "支持湖北实验室": ("省科技厅", ["省教育厅"], -6),
    "新建一批": ("省科技厅", ["省经信厅"], 90),
    "推动大型科学仪器": ("省科技厅", [CITIES], 25),
    "争取国家重大": ("省发改委", ["省科技厅"], 120),
    "建立高新技术企业": ("省科技厅", [CITIES, COUNTIES], 12),
    "开展“一对一”": ("省科技厅", [COUNTIES], 3),
    "落实研发费用": ("省税务局", [CITIES], 75),
    "选派科技副总": ("省科技厅", [CITIES, COUNTIES], 45),
}
# For every other task, and for a report of one's own: in turn.
OTHERS = [
    ("省科技厅", ["省财政厅"], 60),
    ("省科技厅", [CITIES], 25),
    ("省财政厅", ["省科技厅"], -5),
    ("省科技厅", [CITIES, COUNTIES], 40),
]
# Units whose people can sign in; a task that is left for them to sign for, and those that they reported on
# last month and not yet in this one.
SHOWN = {"武汉市科技创新局", "宜昌市科学技术局", "洪山区科学技术局"}
LEFT = "选派科技副总"
OWED = ("开展“一对一”", "推行", "建立任务台账")
PUBLISHED_DAYS_AGO = 50


def load_demo(source: Path) -> str:
    """Load what is not there yet; words for the terminal. source: the article the plan is made from."""
    call_command("setup", verbosity=0)
    by = Actor.system("示例数据")
    people = {user.username: user for user in load_people(by)}
    (settings.DATA_DIR / "welcome.txt").write_text(welcome_words(), encoding="utf-8")
    office = find_unit("省科技厅")
    policy_staff = Actor(people["zhengce"], people["zhengce"].name, office, "政策法规岗")
    innovation_office = Actor(people["chuangxin"], people["chuangxin"].name, office, "科技创新办公室督办岗")
    load_fields(by=policy_staff)
    load_lists(by=policy_staff)
    load_models(office, author=policy_staff, reviewer=innovation_office)
    load_enterprises(by=policy_staff)
    load_snapshot(office, by=policy_staff)
    package = Package.objects.filter(name=PACKAGE).first()
    if package is None:
        with transaction.atomic():
            package = Package.objects.create(
                name=PACKAGE, owner=office, is_sample=True, summary="一个意见、四个配套措施；内容为示例整理。"
            )
            record(policy_staff, PolicyVerb.PACKAGE_CREATED, package, after={"name": PACKAGE})
            _load_five(package, by=policy_staff)
            version = _load_article(package, source, by=policy_staff)
            version = confirm_version(version, version.revision, by=policy_staff)
            _load_plan(version, drafted_by=policy_staff, published_by=innovation_office)
            load_targets(package, office, by=policy_staff)
            plan = Plan.objects.filter(version=version).first()
            if plan is not None:
                load_matters(people, plan, office=innovation_office)
    elif same_text(read_upload(source.read_bytes(), source.name).digest) is None:
        _load_article(package, source, by=policy_staff)
    seal_entries()
    return "示例数据已就绪。"


def _load_five(package: Package, *, by: Actor) -> None:
    for name, title, number, issuer, kind in FIVE:
        data = (DOCUMENTS / name).read_bytes()
        facts = PolicyFacts(
            package=package,
            title=title,
            kind=kind,
            doc_no=number,
            issuer=issuer,
            source_note="按公开报道整理的要点，不是文件原文。",
        )
        version = create_policy(
            read_upload(data, name),
            facts,
            owner=package.owner,
            by=by,
            file=store_bytes(data),
            file_name=f"{title}（要点）.txt",
        )
        version.policy.is_sample = True
        version.policy.save(update_fields=["is_sample"])
        version = confirm_version(version, version.revision, by=by)
        if kind == PolicyKind.OPINION:
            # One plan is left as a draft, to be corrected by whoever tries the editor.
            draft_plan(version, by)


def _load_article(package: Package, source: Path, *, by: Actor) -> PolicyVersion:
    """The article, repaired, each lost character filled with its best candidate or left as a gap."""
    data = source.read_bytes()
    read = read_upload(data, source.name)
    head = preview_source(read).head
    is_ours = source.parent == DOCUMENTS
    facts = PolicyFacts(
        package=package,
        title="全省科技创新政策落实推进会召开（示例报道）" if is_ours else head.title or source.stem,
        kind=PolicyKind.ARTICLE if is_ours else head.kind,
        source_note="为演示而写，单位和人员均为虚构。" if is_ours else "",
    )
    version = create_policy(
        read, facts, owner=package.owner, by=by, file=store_bytes(data), file_name=source.name
    )
    version.refresh_from_db()
    for lost in list(version.lost.all()):
        fill_lost(version, version.revision, lost.pk, (lost.candidates or ["\ufffd"])[0], by=by)
        version.refresh_from_db()
    return version


def _load_plan(version: PolicyVersion, *, drafted_by: Actor, published_by: Actor) -> None:
    plan = draft_plan(version, drafted_by)
    tasks = list(Task.objects.filter(workstream__plan=plan).order_by("workstream__order", "order"))
    if not tasks:
        return
    today = timezone.localdate()
    for index, task in enumerate(tasks):
        lead, joint, _days = _dispatch(task, index)
        _set(plan, set_units, [task.pk], UnitRole.LEAD, _picks([lead]), by=drafted_by)
        _set(plan, set_units, [task.pk], UnitRole.JOINT, _picks(joint), by=drafted_by)
        _set(plan, set_deadline, [task.pk], today + timedelta(days=120), by=drafted_by)
    plan.refresh_from_db()
    publish_plan(plan, published_by)
    _fresh_statistics()
    with told_once():
        _live_through(plan, tasks, today, office=published_by)


def _dispatch(task: Task, index: int) -> tuple[str, list[str], int]:
    known = (given for start, given in DISPATCH.items() if task.text.startswith(start))
    return next(known, OTHERS[index % len(OTHERS)])


def _is_left(assignment: Assignment) -> bool:
    return assignment.unit.name in SHOWN and assignment.task.text.startswith(LEFT)


def _is_owed(assignment: Assignment) -> bool:
    return assignment.unit.name in SHOWN and assignment.task.text.startswith(OWED)


def _set(plan: Plan, change: object, *args: object, by: Actor) -> None:
    plan.refresh_from_db()
    change(plan, *args, revision=plan.revision, by=by)


def _picks(names: list[str]) -> list[Pick]:
    return [
        Pick(
            unit_id=found.unit.pk if found.unit else None,
            group_id=found.group.pk if found.group else None,
            written="" if found.is_known else found.name,
        )
        for found in resolve_names(names)
    ]


def _live_through(plan: Plan, tasks: list[Task], today: date, *, office: Actor) -> None:
    """What weeks of work would have left: acknowledgements, reports, deadlines near, passed and far."""
    chance, past = random.Random(2021), random.Random(2020)
    sent = timezone.now() - timedelta(days=PUBLISHED_DAYS_AGO)
    Plan.objects.filter(pk=plan.pk).update(published_at=sent)
    Assignment.objects.filter(task__workstream__plan=plan).update(sent_at=sent)
    for index, task in enumerate(tasks):
        deadline = today + timedelta(days=_dispatch(task, index)[2])
        Task.objects.filter(pk=task.pk).update(deadline=deadline)
        Assignment.objects.filter(task=task).update(deadline=deadline)
    rows = list(Assignment.objects.filter(task__workstream__plan=plan).select_related("unit", "task"))
    # Some have not signed for theirs yet.
    signed = [row for row in rows if not (chance.random() < 0.08 or _is_left(row))]
    by_unit: dict[int, list[Assignment]] = {}
    for assignment in signed:
        by_unit.setdefault(assignment.unit_id, []).append(assignment)
    for group in by_unit.values():
        acknowledge(group, by=_clerk(group[0]))
    with refreshed_once():
        _report(signed, today, chance, past, office=office)
    _fresh_statistics()
    _date_reports(plan, today)
    Assignment.objects.filter(task__workstream__plan=plan, acknowledged_at__isnull=False).update(
        acknowledged_at=sent + timedelta(days=1)
    )
    refresh_lights(Assignment.objects.filter(task__workstream__plan=plan))
    # The days were moved behind the plan's back: what it promised at dispatch are these.
    plan.baselines.all().delete()
    freeze_baseline(plan, "下达时", by=office)


def _report(
    signed: list[Assignment], today: date, chance: random.Random, past: random.Random, *, office: Actor
) -> None:
    for assignment in signed:
        unit = _clerk(assignment)
        # Most units finish in time: what is overdue stands out, as in life.
        is_late = assignment.deadline is not None and assignment.deadline < today
        luck = chance.random() + (0.75 if is_late else 0)
        owes = luck < 0.35
        percent = 100 if luck > 0.8 else 0 if owes else chance.choice([20, 40, 50, 60, 75, 90])
        if _is_owed(assignment) or (owes and past.random() < 0.7):
            _report_last_month(assignment, past.choice([10, 15, 20, 30]), today, by=unit, office=office)
            continue
        if owes:
            continue
        report = submit_report(
            assignment,
            period=period_of(today),
            percent=percent,
            text="已完成全部工作，材料已归档。" if percent == 100 else "按计划推进，已形成阶段性成果。",
            problem="" if percent > 40 else "经办人员不足，进度偏慢。",
            next_step="" if percent == 100 else "按月推进，逐项对照完成。",
            by=unit,
        )
        if is_late or chance.random() < 0.7:
            accept_report(report, "", by=office)


def _clerk(assignment: Assignment) -> Actor:
    return Actor(None, "示例经办", assignment.unit, "联络员")


def _report_last_month(
    assignment: Assignment, percent: int, today: date, *, by: Actor, office: Actor
) -> None:
    """A report of the month before, accepted: this month it can be said again in one click."""
    report = submit_report(
        assignment,
        period=previous_period(period_of(today)),
        percent=percent,
        text="已制定实施方案，明确责任人，工作全面启动。",
        next_step="按方案推进，次月报送进展。",
        by=by,
    )
    accept_report(report, "", by=office)


def _fresh_statistics() -> None:
    """Have PostgreSQL count its tables: it plans by what it knows, and they were empty a moment ago.

    Its own counting waits for the end of the transaction; an update of a few thousand rows took minutes.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _date_reports(plan: Plan, today: date) -> None:
    """Reports were sent in time, whatever day of the month the demonstration is loaded on."""
    present = period_of(today)
    for period in (previous_period(present), present):
        day = report_due_on(period) - timedelta(days=2)
        sent = min(timezone.now(), timezone.make_aware(datetime.combine(day, time(15, 30))))
        reports = Report.objects.filter(assignment__task__workstream__plan=plan, period=period)
        reports.update(submitted_at=sent, is_late=False)
        reports.filter(decided_at__isnull=False).update(decided_at=sent)
