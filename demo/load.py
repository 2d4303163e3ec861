"""Fills an empty platform with the sample package: policies, a dispatched plan under way, a draft.

Everything goes through the platform's own domain functions, so the samples are what the screens would
have made. Each act is done with the platform's clock at its moment (days.py), seen from today, so that
lights shine in every colour whenever it is loaded.
"""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from demo.bulletins import bulletins
from demo.days import Days, clock_at, live
from demo.decisions import load_models
from demo.dispatch import PUBLISHED_DAYS_AGO, dispatch
from demo.enterprises import load_enterprises, load_snapshot
from demo.fields import load_fields, load_lists
from demo.figures import ask_for_figures
from demo.letters import letters
from demo.matters import matters
from demo.people import acting, find_unit, load_people, welcome_words
from demo.progress import fates_of, nights, reporting, signing
from demo.requests import closings, extensions
from demo.targets import load_targets
from demo.unfinished import marked
from luodi_web.common.domain.files import store_bytes
from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record, seal_entries
from luodi_web.policies.domain.confirming import confirm_version
from luodi_web.policies.domain.reading import preview_source, read_upload
from luodi_web.policies.domain.review import fill_lost
from luodi_web.policies.domain.uploading import PolicyFacts, create_policy, same_text
from luodi_web.policies.enums import PolicyKind, PolicyVerb
from luodi_web.policies.models import Package, PolicyVersion
from luodi_web.supervision.domain.drafting import draft_plan
from luodi_web.supervision.enums import PlanState
from luodi_web.supervision.models import Plan

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
UPLOADED_DAYS_AGO = 55


def load_demo(source: Path) -> str:
    """Load what is not there yet; words for the terminal. source: the article the plan is made from.

    Broken off, it leaves the mark of ``unfinished`` in the data folder.
    """
    call_command("setup", verbosity=0)
    # What was loaded before is somebody's to try things out on: only a first loading may be begun anew.
    first = not Package.objects.filter(name=PACKAGE).exists()
    if first:
        print("正在装入示例数据，约需一分钟……", file=sys.stderr, flush=True)
    with marked(settings.DATA_DIR) if first else nullcontext():
        _load(source)
    return "示例数据已就绪。"


def _load(source: Path) -> None:
    days = Days(timezone.now())
    by = Actor.system("示例数据")
    load_people(by)
    (settings.DATA_DIR / "welcome.txt").write_text(welcome_words(), encoding="utf-8")
    office = find_unit("省科技厅")
    policy_staff, innovation_office = acting("zhengce"), acting("chuangxin")
    load_fields(by=policy_staff)
    load_lists(by=policy_staff)
    load_models(office, author=policy_staff, reviewer=innovation_office)
    load_enterprises(by=policy_staff)
    load_snapshot(office, by=policy_staff)
    if not Package.objects.filter(name=PACKAGE).exists():
        with transaction.atomic():
            with clock_at(days.ago(UPLOADED_DAYS_AGO)):
                package = Package.objects.create(
                    name=PACKAGE,
                    owner=office,
                    is_sample=True,
                    summary="一个意见、四个配套措施；内容为示例整理。",
                )
                record(policy_staff, PolicyVerb.PACKAGE_CREATED, package, after={"name": PACKAGE})
                _load_five(package, by=policy_staff)
                version = _load_article(package, source, by=policy_staff)
                version = confirm_version(version, version.revision, by=policy_staff)
                load_targets(package, office, by=policy_staff)
            plan = dispatch(version, days, drafted_by=policy_staff, published_by=innovation_office)
        _live_through(plan, package, days)
    elif same_text(read_upload(source.read_bytes(), source.name).digest) is None:
        with transaction.atomic():
            _load_article(Package.objects.get(name=PACKAGE), source, by=policy_staff)
    seal_entries()


def _live_through(plan: Plan, package: Package, days: Days) -> None:
    """The weeks since the dispatch, everything in the order in which it happened."""
    office = acting("chuangxin")
    beside = matters(plan, days)
    if plan.state != PlanState.PUBLISHED:  # an article of one's own in which no task was found
        live(beside)
        return
    with clock_at(days.ago(PUBLISHED_DAYS_AGO, 10)):
        requests = ask_for_figures(plan, by=acting("zhengce"))
    fates = fates_of(plan, days.today)
    live(
        [
            signing(fates, days),
            reporting(fates, requests, days, office=office),
            nights(plan, days),
            *beside,
            *extensions(plan, days),
            *closings(fates, days),
            *letters(plan, days),
            *bulletins(plan, package, days),
        ]
    )


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
