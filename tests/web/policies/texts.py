"""A damaged text of our own with its edits written out: these tests do not rest on the engine's reading."""

from __future__ import annotations

from luodi_web.people.models import Unit, User
from luodi_web.policies.enums import VersionState
from luodi_web.policies.models import LostCharacter, Package, Policy, PolicyVersion, RepairEdit

# One edit of every sort: script, pinyin, bytes with a lost character in it, and one nobody is sure of.
ORIGINAL = "省廳(tīng)召開會議。\n共有?!?項任務,由縣(區)落實。\n"
EDITS = [
    ("廳", "厅", "script", True),
    ("(tīng)", "", "pinyin", True),
    ("開", "开", "script", True),
    ("會議", "会议", "script", True),
    ("?!?", "“\ufffd”", "lost", False),
    ("項", "项", "script", True),
    ("務", "务", "script", True),
    ("縣", "县", "script", True),
    ("(區)", "(区)", "bytes", False),
    ("實", "实", "script", True),
]
REPAIRED = "省厅召开会议。\n共有“\ufffd”项任务,由县(区)落实。\n"
LOST_AT = ORIGINAL.index("?!?") + 1


def make_package(owner: Unit, name: str = "“1+4”创新政策") -> Package:
    return Package.objects.get_or_create(name=name, defaults={"owner": owner})[0]


def make_policy(owner: Unit, title: str = "辅导报告会", package: Package | None = None) -> Policy:
    return Policy.objects.create(package=package or make_package(owner), title=title, owner=owner)


def make_version(owner: Unit, *, title: str = "辅导报告会", by: User | None = None) -> PolicyVersion:
    """A version under review of the text above, with every edit proposed and nothing decided."""
    version = PolicyVersion.objects.create(
        policy=make_policy(owner, title), number=1, original=ORIGINAL, text=REPAIRED, created_by=by
    )
    at = 0
    for was, now, kind, certain in EDITS:
        at = ORIGINAL.index(was, at)
        end = at + len(was)
        RepairEdit.objects.create(
            version=version, start=at, end=end, was=was, now=now, kind=kind, is_certain=certain
        )
        at = end
    LostCharacter.objects.create(
        version=version,
        edit=version.edits.get(was="?!?"),
        start=LOST_AT,
        near="共有“\ufffd”项任务",
        candidates=["三", "四"],
    )
    return version


def make_confirmed(owner: Unit, *, title: str = "辅导报告会", text: str = "一、工作。\n") -> PolicyVersion:
    """A confirmed version, as a plan or a reader of another unit finds it."""
    return PolicyVersion.objects.create(
        policy=make_policy(owner, title), number=1, original=text, text=text, state=VersionState.CONFIRMED
    )


def edit(version: PolicyVersion, was: str) -> RepairEdit:
    return version.edits.get(was=was)
