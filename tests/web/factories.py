"""Real rows for the tests of the platform: plain functions, each with the least that makes sense."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count

from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from luodi_web.people.actor import Actor
from luodi_web.people.enums import Duty, RegionLevel, Role, UnitKind
from luodi_web.people.models import Grant, Post, PostHolding, Region, Unit, User
from luodi_web.people.rules import SECOND_FACTOR_ROLES
from luodi_web.policies.enums import VersionState
from luodi_web.policies.models import Package, Policy, PolicyVersion
from luodi_web.supervision.enums import AssignmentState, PlanState, ReportState, UnitRole
from luodi_web.supervision.models import Assignment, Plan, Report, Task, Workstream

PASSWORD = "Luodi-2026-test"
_numbers = count(1)


def make_region(
    name: str = "武汉市",
    code: str | None = None,
    level: str = RegionLevel.PREFECTURE,
    parent: Region | None = None,
) -> Region:
    region, _created = Region.objects.get_or_create(
        code=code or f"9{next(_numbers):05d}",
        defaults={"name": name, "level": level, "kind": "", "parent": parent},
    )
    return region


def make_unit(
    name: str | None = None,
    kind: str = UnitKind.DEPARTMENT,
    parent: Unit | None = None,
    region: Region | None = None,
    short_name: str = "",
) -> Unit:
    fields = {
        "name": name or f"机构{next(_numbers)}",
        "kind": kind,
        "region": region,
        "short_name": short_name,
    }
    if parent is None:
        return Unit.objects.add_root(fields)
    return Unit.objects.add_child(parent, fields)


def make_grant(
    user: User, role: str, unit: Unit, starts_on: date | None = None, ends_on: date | None = None
) -> Grant:
    return Grant.objects.create(
        user=user,
        role=role,
        unit=unit,
        starts_on=starts_on or timezone.localdate() - timedelta(days=30),
        ends_on=ends_on,
    )


def make_user(
    username: str | None = None, role: str | None = Role.PROVINCE, unit: Unit | None = None, name: str = ""
) -> User:
    """An activated person who holds ``role`` in ``unit`` (a new one if none is given); None: no grant."""
    username = username or f"user{next(_numbers)}"
    user = User.objects.create_user(
        username,
        PASSWORD,
        name=name or f"人员{username}",
        activated_at=timezone.now(),
        password_changed_at=timezone.now(),
    )
    if role is not None:
        make_grant(user, role, unit or make_unit())
    return user


def make_post(unit: Unit, name: str = "联络员", duty: str = Duty.LIAISON, holder: User | None = None) -> Post:
    post = Post.objects.create(unit=unit, name=name, duty=duty)
    if holder is not None:
        PostHolding.objects.create(
            post=post, user=holder, starts_on=timezone.localdate() - timedelta(days=30)
        )
    return post


def signed_in(client: Client, user: User) -> Client:
    """The client as this person, who has a second factor where the role needs one."""
    if SECOND_FACTOR_ROLES & set(user.grants.values_list("role", flat=True)):
        data = {Authenticator.Type.TOTP: {}, Authenticator.Type.RECOVERY_CODES: {"migrated_codes": []}}
        for kind, values in data.items():
            Authenticator.objects.get_or_create(user=user, type=kind, defaults={"data": values})
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def actor(user: User | None = None, unit: Unit | None = None) -> Actor:
    """Who acts, for domain functions called without a request."""
    if user is None:
        return Actor.system("测试")
    return Actor(user=user, name=user.name, unit=unit)


def make_package(owner: Unit | None = None, name: str = "") -> Package:
    return Package.objects.create(name=name or f"政策包{next(_numbers)}", owner=owner or make_unit())


def make_version(
    text: str = "一、推进平台建设。", owner: Unit | None = None, package: Package | None = None
) -> PolicyVersion:
    """A confirmed text of a policy, without provisions."""
    package = package or make_package(owner)
    policy = Policy.objects.create(
        package=package, title=f"政策{next(_numbers)}", owner=owner or package.owner
    )
    return PolicyVersion.objects.create(
        policy=policy, number=1, original=text, text=text, state=VersionState.CONFIRMED
    )


def make_plan(
    streams: dict[str, list[str]] | None = None,
    owner: Unit | None = None,
    version: PolicyVersion | None = None,
    title: str = "",
) -> Plan:
    """A draft plan: workstream names with their tasks' texts; no units, no deadlines."""
    package = version.policy.package if version else make_package(owner)
    plan = Plan.objects.create(
        package=package,
        version=version,
        owner=owner or package.owner,
        title=title or f"任务分解表{next(_numbers)}",
    )
    for order, (name, texts) in enumerate((streams or {"抓平台建设": ["建设实验室"]}).items()):
        stream = Workstream.objects.create(plan=plan, order=order, name=name)
        for place, text in enumerate(texts):
            Task.objects.create(workstream=stream, order=place, text=text)
    return plan


def make_task(plan: Plan | None = None, text: str = "建设实验室", owner: Unit | None = None) -> Task:
    """A task of a dispatched plan (a new one if none is given)."""
    plan = plan or make_plan({"抓平台建设": []}, owner=owner)
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.PUBLISHED, published_at=timezone.now())
    stream = plan.workstreams.first()
    return Task.objects.create(workstream=stream, order=stream.tasks.count(), text=text)


def make_assignment(
    task: Task | None = None,
    unit: Unit | None = None,
    role: str = UnitRole.LEAD,
    state: str = AssignmentState.SENT,
    deadline: date | None = None,
    **fields: object,
) -> Assignment:
    return Assignment.objects.create(
        task=task or make_task(),
        unit=unit or make_unit(),
        role=role,
        state=state,
        deadline=deadline,
        sent_at=fields.pop("sent_at", timezone.now()),
        **fields,
    )


def make_report(
    assignment: Assignment,
    period: str = "",
    percent: int = 40,
    state: str = ReportState.SUBMITTED,
    by: User | None = None,
    **fields: object,
) -> Report:
    """A report of this month, or of ``period``; the assignment's own percentage stays as it is."""
    values = {"text": "已完成选址。", "submitted_at": timezone.now(), **fields}
    return Report.objects.create(
        assignment=assignment,
        period=period or f"{timezone.localdate():%Y-%m}",
        percent=percent,
        state=state,
        submitted_by=by,
        **values,
    )
