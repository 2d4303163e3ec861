"""通报 and 领导专报: last month's on its way to the units, this month's still being written."""

from __future__ import annotations

from collections.abc import Sequence

from demo.days import Alone, Days, Story
from demo.people import acting, find_unit
from luodi_web.common.periods import previous_period
from luodi_web.people.models import Unit, UnitGroup
from luodi_web.policies.models import Package
from luodi_web.supervision.domain.bulletin_files import preview_of
from luodi_web.supervision.domain.bulletin_steps import agree, issue_bulletin, mark_read, submit_bulletin
from luodi_web.supervision.domain.bulletins import begin_bulletin, save_words
from luodi_web.supervision.enums import BulletinTemplate
from luodi_web.supervision.models import Bulletin, BulletinSign, Plan
from luodi_web.supervision.rules import period_of

# The office writes about a month in the first days of the next.
WRITTEN_ON = 3
PRACTICE = "襄阳市把政策宣讲与申报辅导合并安排，一次到场解决两件事，企业少跑一趟。（示例）"
ASKS = "是否同意对逾期一个月的任务提请督查。（示例）"


def bulletins(plan: Plan, package: Package, days: Days) -> list[Story]:
    return [_issued(plan, package, days), _brief(plan, package, days), _draft(plan, package, days)]


def _begin(plan: Plan, package: Package, template: str, period: str) -> Bulletin:
    by = acting("chuangxin")
    return begin_bulletin(template=template, owner=by.unit, package=package, period=period, plan=plan, by=by)


def _write(
    bulletin: Bulletin,
    texts: dict[str, str],
    *,
    title: str = "",
    main: Sequence[Unit | UnitGroup] = (),
    copies: Sequence[Unit | UnitGroup] = (),
) -> Bulletin:
    """The draft with these texts by section; the others stay as the platform wrote them."""
    return save_words(
        bulletin,
        revision=bulletin.revision,
        title=title or bulletin.title,
        texts={key: part["text"] for key, part in bulletin.parts.items()} | texts,
        main=main,
        copies=copies,
        practices=(),
        by=acting("chuangxin"),
    )


def _sign(bulletin: Bulletin) -> BulletinSign:
    """The step that waits."""
    return bulletin.signs.select_related("bulletin", "unit").filter(at__isnull=True).order_by("pk")[0]


def _issued(plan: Plan, package: Package, days: Days) -> Story:
    """Reviewed, countersigned by another department, issued; read by one city."""
    begun = days.since(days.today.replace(day=WRITTEN_ON), 9)
    yield Alone(begun)
    bulletin = _begin(plan, package, BulletinTemplate.MONTHLY, previous_period(period_of(days.today)))
    bulletin = _write(
        bulletin,
        {"practice": PRACTICE},
        main=list(UnitGroup.objects.filter(name__in=("各市、州", "各县（市、区）")).order_by("pk")),
        copies=[find_unit("省教育厅"), find_unit("省财政厅")],
    )
    bulletin = submit_bulletin(
        bulletin,
        revision=bulletin.revision,
        countersigners=[find_unit("省教育厅")],
        by=acting("chuangxin"),
    )
    for username in ("zhengce", "jiaoyu"):
        begun = days.after(begun, 1, 10)
        yield begun
        bulletin = agree(_sign(bulletin), revision=bulletin.revision, note="同意。", by=acting(username))
    begun = days.after(begun, 1, 9, 30)
    yield begun
    bulletin = issue_bulletin(
        _sign(bulletin), revision=bulletin.revision, note="同意印发。", by=acting("lingdao")
    )
    yield days.after(begun, 1, 9)
    reader = acting("wuhan")
    mark_read(bulletin.receipts.filter(unit=reader.unit), by=reader)


def _brief(plan: Plan, package: Package, days: Days) -> Story:
    """One page for the leader, reviewed: it waits for the signature."""
    yield Alone(days.now)
    bulletin = _begin(plan, package, BulletinTemplate.BRIEF, period_of(days.today))
    longest = bulletin.parts["stuck"]["text"].partition("\n")[0]
    bulletin = _write(bulletin, {"stuck": longest, "asks": ASKS}, title="创新政策落实情况（示例）")
    if preview_of(bulletin).pages > 1:  # more cities with red lights than usual: to be shortened by hand
        return
    bulletin = submit_bulletin(bulletin, revision=bulletin.revision, by=acting("chuangxin"))
    agree(_sign(bulletin), revision=bulletin.revision, note="数据已核对。", by=acting("zhengce"))


def _draft(plan: Plan, package: Package, days: Days) -> Story:
    yield Alone(days.now)
    _begin(plan, package, BulletinTemplate.MONTHLY, period_of(days.today))
