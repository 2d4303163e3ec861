"""A confirmed text of our own whose facts are known, with its facts read by the engine."""

from __future__ import annotations

from luodi_web.people.models import Unit
from luodi_web.policies.domain.confirming import keep_provisions
from luodi_web.policies.domain.fact_reading import run_facts
from luodi_web.policies.domain.fact_words import describe
from luodi_web.policies.enums import VersionState
from luodi_web.policies.models import Fact, Policy, PolicyVersion
from tests.web.policies.texts import make_policy

TEXT = """关于加快试验田建设的若干措施

一、做强平台
（一）建设中试平台。到2027年，建成中试平台30家以上。对新建平台给予最高500万元补助。（责任单位：省科技厅、省财政厅）
（二）鼓励企业投入。依据《省科技创新条例》第五条，对企业按研发投入的20%给予补助，每年最高100万元。同一项目就高不重复享受。
二、附则
本措施自2026年1月1日起施行，有效期3年。《旧措施》同时废止。
"""
# What its reader sees, in reading order: provision, words of the text, the fact.
FACTS = [
    ("一/一", "到2027年", "时限 截止 2027-12-31"),
    ("一/一", "中试平台30家以上", "目标 中试平台 不低于 30 家（到 2027 年）"),
    ("一/一", "最高500万元", "金额与比例 最高 500 万元"),
    ("一/一", "省科技厅", "牵头单位 省科技厅"),
    ("一/一", "省财政厅", "配合单位 省财政厅"),
    ("一/二", "《省科技创新条例》第五条", "引用文件 《省科技创新条例》第五条"),
    ("一/二", "按研发投入的20%", "金额与比例 20%（按研发投入计）"),
    ("一/二", "最高100万元", "金额与比例 最高 100 万元"),
    ("一/二", "就高不重复享受", "叠加规则 就高不重复"),
    ("二", "自2026年1月1日起施行，有效期3年", "有效期 2026-01-01 至 2028-12-31"),
    ("二", "《旧措施》", "废止文件 《旧措施》"),
]


def make_confirmed_text(
    owner: Unit, text: str = TEXT, *, policy: Policy | None = None, last: PolicyVersion | None = None
) -> PolicyVersion:
    """A confirmed version with its provisions, its facts not read yet."""
    version = PolicyVersion.objects.create(
        policy=policy or make_policy(owner, "试验田措施"),
        number=last.number + 1 if last else 1,
        original=text,
        text=text,
        state=VersionState.CONFIRMED,
        started_from=last,
    )
    keep_provisions(version)
    return version


def make_read(owner: Unit, text: str = TEXT, **kwargs) -> PolicyVersion:
    """The same with its facts read."""
    version = make_confirmed_text(owner, text, **kwargs)
    run_facts(version.pk)
    version.refresh_from_db()
    return version


def fact(version: PolicyVersion, words: str) -> Fact:
    return version.facts.get(words=words)


def seen(version: PolicyVersion) -> list[tuple[str, str, str]]:
    """Its facts as ``FACTS`` lists them."""
    rows = version.facts.select_related("provision").order_by("start", "end", "pk")
    return [
        (row.provision.path if row.provision else "", row.words, describe(row.kind, row.values))
        for row in rows
    ]
