"""People of the demonstration: one for each role, plainly fictional."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.people.enums import Duty, PeopleVerb, Role, UnitKind
from luodi_web.people.models import Grant, Post, PostHolding, Unit, User

PASSWORD = "Luodi-Shili-2026"  # noqa: S105 -- printed at every start, for a platform that listens to this machine

# sign-in name, name, role, unit, post, duty
PEOPLE = [
    ("chuangxin", "程示例", Role.INNOVATION_OFFICE, "省科技厅", "科技创新办公室督办岗", Duty.SECTION),
    ("zhengce", "林示例", Role.PROVINCE, "省科技厅", "政策法规岗", Duty.SECTION),
    ("lingdao", "周示例", Role.LEADER, "湖北省人民政府", "分管领导", Duty.LEADER),
    ("wuhan", "吴示例", Role.CITY, "武汉市科技创新局", "联络员", Duty.LIAISON),
    ("yichang", "易示例", Role.CITY, "宜昌市科学技术局", "联络员", Duty.LIAISON),
    ("hongshan", "洪示例", Role.COUNTY, "洪山区科学技术局", "联络员", Duty.LIAISON),
    ("jiaoyu", "焦示例", Role.PROVINCE, "省教育厅", "科技处综合岗", Duty.SECTION),
    ("caiwu", "蔡示例", Role.FINANCE, "省财政厅", "科教资金岗", Duty.RESPONSIBLE),
    ("qiye", "齐示例", Role.ENTERPRISE, "示例光电科技有限公司", "政策专员", Duty.LIAISON),
    ("zhuanjia", "庄示例", Role.EXPERT, "示例科技大学", "评审专家", Duty.RESPONSIBLE),
    ("xitong", "席示例", Role.SYSTEM_ADMIN, "湖北省人民政府", "系统管理员", Duty.RESPONSIBLE),
    ("anquan", "安示例", Role.SECURITY_ADMIN, "湖北省人民政府", "安全管理员", Duty.RESPONSIBLE),
    ("shenji", "沈示例", Role.AUDITOR, "湖北省人民政府", "审计管理员", Duty.RESPONSIBLE),
]
# Units that the reference data does not have: name, kind, the unit they are placed under.
FICTIONAL_UNITS = [
    ("示例光电科技有限公司", UnitKind.ENTERPRISE, "洪山区科学技术局"),
    ("示例科技大学", UnitKind.INSTITUTION, "武汉市科技创新局"),
]


def find_unit(name: str) -> Unit:
    """The unit of that full or short name. Raises Unit.DoesNotExist."""
    return Unit.objects.filter(name=name).first() or Unit.objects.get(short_name=name)


def load_people(by: Actor) -> list[User]:
    """Make units, people, posts and grants that are not there yet; everyone in ``PEOPLE``."""
    today = timezone.localdate()
    since = today - timedelta(days=180)
    for name, kind, above in FICTIONAL_UNITS:
        if not Unit.objects.filter(name=name).exists():
            parent = find_unit(above)
            unit = Unit.objects.add_child(parent, {"name": name, "kind": kind, "region": parent.region})
            record(by, PeopleVerb.UNIT_CREATED, unit, after={"name": name})
    people = []
    # Slow on purpose, so once for all of them: the password is no secret.
    hashed = make_password(PASSWORD)
    for username, name, role, unit_name, post_name, duty in PEOPLE:
        user = User.objects.filter(username=username).first()
        if user is None:
            unit = find_unit(unit_name)
            now = timezone.now()
            user = User.objects.create(
                username=username,
                password=hashed,
                name=name,
                is_sample=True,
                activated_at=now,
                password_changed_at=now,
            )
            Grant.objects.create(user=user, role=role, unit=unit, starts_on=since)
            post, _created = Post.objects.get_or_create(unit=unit, name=post_name, defaults={"duty": duty})
            PostHolding.objects.create(post=post, user=user, starts_on=since)
            record(by, PeopleVerb.USER_CREATED, user, after={"name": name, "role": role})
        people.append(user)
    return people


def acting(username: str) -> Actor:
    """That person in their post, as one who signed in would act. Raises User.DoesNotExist."""
    user = User.objects.get(username=username)
    unit, post = next((row[3], row[4]) for row in PEOPLE if row[0] == username)
    return Actor(user, user.name, find_unit(unit), post)


def clerk_of(unit: Unit) -> Actor:
    """Somebody of a unit none of whose people can sign in here."""
    return Actor(None, "示例经办", unit, "联络员")


def welcome_words() -> str:
    """The sign-ins, for the line that a start prints."""
    labels = "、".join(f"{username}（{Role(role).label}）" for username, _n, role, *_rest in PEOPLE)
    return f"示例账号（密码都是 {PASSWORD}，示例环境不要求第二因素）：{labels}"
