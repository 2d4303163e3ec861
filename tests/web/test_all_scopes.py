"""Every address with an id: objects of another unit are not found, by whoever holds all roles elsewhere."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from luodi_web.people.enums import Role, UnitKind
from luodi_web.people.models import Unit, User
from luodi_web.people.rules import ADMINISTRATORS, ROLE_PERMISSIONS
from luodi_web.policies.enums import VersionState
from luodi_web.policies.models import PolicyVersion
from luodi_web.supervision.enums import BulletinState, LetterKind, PlanState
from luodi_web.supervision.models import Bulletin, Letter, Plan
from tests.web.factories import make_grant, make_unit, make_user, signed_in
from tests.web.other_units import KEY, PERIOD, everything_of
from tests.web.test_all_urls import ALL, Address

pytestmark = pytest.mark.django_db

BUSINESS = sorted(set(Role.values) - ADMINISTRATORS)
HELD = frozenset[str]().union(*(ROLE_PERMISSIONS[role] for role in BUSINESS))
# What forms say of the state they were drawn from.
SEEN = {"revision": 0}
THEIRS = "秭归县科技局"
# The parameters that are no key of an object.
VALUES: dict[str, Any] = {
    "period": PERIOD,
    "kind": "docx",
    "form": "docx",
    "page": 1,
    "name": "tasks_dispatched",
    "key": "total",
}
# A confirmed policy is everyone's; a dispatched plan is read by who may see plans, without others' reports.
ONCE_PUBLISHED = {
    "policy",
    "version_structure",
    "version_carried",
    "facts",
    "facts_progress",
    "version_original",
    "version_text",
    "version_report",
    "version_markdown",
    "plan",
    "plan_drift",
    "plan_drift_export",
    "plan_export",
    "plan_ledger",
    "plan_text",
    "model",
    "model_version",
    "model_dmn",
    "model_xlsx",
    "model_xml",
    "model_try",
    "model_cases",
    "model_cases_export",
    "model_compare",
}
# A released model is tried by everyone, and a text of one's own checked beside it; nothing of it changes.
TRIED_ONCE_RELEASED = {"model_try", "model_diagnostics"}
# The province's targets are everyone's; which provisions of confirmed texts have tasks is a package's page.
# So are details as the dictionary has them; the rows of one that a list shows are those of one's own area.
ALWAYS = {"package_coverage", "indicator", "field", "field_list", "details", "detail_template"}
# Units and groups of units are the address book of all; a test of their own holds who changes them.
ADDRESS_BOOK = {"unit", "unit_children", "unit_group", "region_targets"}


def walked() -> list[Address]:
    """Addresses with an id that a business role may open; others refuse these roles whatever the id."""
    guarded = [address for address in ALL if address.converters and address.permission in HELD]
    return [address for address in guarded if address.name.removeprefix("staff:") not in ADDRESS_BOOK]


def url(address: Address) -> str:
    key = Unit.objects.get(name=THEIRS).pk if address.name == "staff:unit_page" else KEY
    keys = {name: key for name, kind in address.converters if kind == "int"}
    return reverse(
        address.name, kwargs={**keys, **{n: VALUES[n] for n, _kind in address.converters if n in VALUES}}
    )


def all_roles(name: str, unit: Unit) -> User:
    user = make_user(name, role=None)
    for role in BUSINESS:
        make_grant(user, role, unit)
    return user


# What is done with a text, a plan, a bulletin and a letter, and is not found in another state: of each both.
STATES = (
    (VersionState.REVIEW, PlanState.DRAFT, BulletinState.REVIEW, LetterKind.REMINDER),
    (VersionState.CONFIRMED, PlanState.PUBLISHED, BulletinState.ISSUED, LetterKind.SUPERVISION),
)


@pytest.fixture(params=[True, False], ids=["published", "in the making"])
def published(request: Any) -> bool:
    return request.param


@pytest.fixture
def units(db: Any, published: bool) -> dict[str, Unit]:
    province = make_unit("湖北省人民政府", UnitKind.GOVERNMENT)
    city = make_unit("宜昌市科技局", UnitKind.CITY, province)
    units = {
        "theirs": make_unit(THEIRS, UnitKind.COUNTY, city),
        "others": make_unit("远安县科技局", UnitKind.COUNTY, city),
    }
    everything_of(units["theirs"], all_roles("insider", units["theirs"]), published=published)
    return units


@pytest.mark.parametrize("method", ["get", "post"])
def test_objects_of_another_unit_are_not_found(
    client: Client, units: dict[str, Unit], published: bool, method: str
) -> None:
    signed_in(client, all_roles("intruder", units["others"]))

    answers = {
        address.name.removeprefix("staff:"): getattr(client, method)(url(address), SEEN).status_code
        for address in walked()
    }
    found = {name for name, status in answers.items() if status not in {404, 405}}
    if published and method == "post":
        # The editor reads from and saves to one address: who may only read is told so.
        assert answers["model_xml"] == 403
        found.remove("model_xml")

    if method == "get":
        open_to_all = ALWAYS | ONCE_PUBLISHED if published else ALWAYS
    else:
        open_to_all = TRIED_ONCE_RELEASED if published else set()
    assert found - open_to_all == set()


@pytest.mark.parametrize("published", [False], ids=["in the making"], indirect=True)
def test_each_of_these_objects_is_there_for_its_own_unit(client: Client, units: dict[str, Unit]) -> None:
    """The walk above would pass if nothing were there to be found; what an act says or does is for others."""
    signed_in(client, User.objects.get(username="insider"))
    client.raise_request_exception = False

    def answer(method: str, address: Address) -> int:
        with transaction.atomic():
            status: int = getattr(client, method)(url(address), SEEN).status_code
            transaction.set_rollback(True)  # the next act finds all of it again
        return status

    missing = {address.name.removeprefix("staff:") for address in walked()}
    for version, plan, bulletin, letter in STATES:
        PolicyVersion.objects.filter(pk=KEY).update(state=version)
        Plan.objects.filter(pk=KEY).update(state=plan)
        Bulletin.objects.filter(pk=KEY).update(state=bulletin)
        Letter.objects.filter(pk=KEY).update(kind=letter)
        missing &= {
            address.name.removeprefix("staff:")
            for address in walked()
            if {answer("get", address), answer("post", address)} <= {404, 405}
        }

    assert missing == set()
