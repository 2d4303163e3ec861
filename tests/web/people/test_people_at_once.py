"""Two people at the same moment: one goes first, the other meets the rule."""

import pytest
from django.utils import timezone

from luodi_web.people.domain.audit import chain_faults, record, seal_entries
from luodi_web.people.domain.grants import grant_role, revoke_grant
from luodi_web.people.domain.invitations import accept_invitation, issue_invitation
from luodi_web.people.domain.units import create_unit
from luodi_web.people.domain.users import create_user, set_user_active
from luodi_web.people.enums import PeopleVerb, Role, UnitKind
from luodi_web.people.models import AuditEntry, Grant, Invitation, PasswordHistory, Unit, User
from tests.web.at_once import at_once, needs_row_locks, refused
from tests.web.factories import actor, make_unit, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _row_locks():
    needs_row_locks()


def test_roles_that_exclude_each_other_are_not_both_given():
    root = make_unit("省政府", UnitKind.GOVERNMENT)
    by = actor(make_user("sec", Role.SECURITY_ADMIN, root))
    person = make_user("zhang", role=None)
    today = timezone.localdate()

    outcomes = at_once(
        lambda: grant_role(person, Role.AUDITOR, root, by, starts_on=today),
        lambda: grant_role(person, Role.PROVINCE, root, by, starts_on=today),
    )

    assert len(refused(outcomes)) == 1
    assert Grant.objects.filter(user=person).count() == 1


def test_two_administrators_do_not_revoke_each_other():
    root = make_unit("省政府", UnitKind.GOVERNMENT)
    one, other = (make_user(name, Role.SECURITY_ADMIN, root) for name in ("a", "b"))
    grants = {user: user.grants.get() for user in (one, other)}

    outcomes = at_once(
        lambda: revoke_grant(grants[other], actor(one)),
        lambda: revoke_grant(grants[one], actor(other)),
    )

    assert refused(outcomes) == ["这是最后一位安全管理员，不能收回。"]
    assert Grant.objects.in_force().filter(role=Role.SECURITY_ADMIN).count() == 1


def test_two_administrators_do_not_disable_each_other():
    root = make_unit("省政府", UnitKind.GOVERNMENT)
    one, other = (make_user(name, Role.SYSTEM_ADMIN, root) for name in ("a", "b"))

    outcomes = at_once(
        lambda: set_user_active(User.objects.get(pk=other.pk), False, actor(one)),
        lambda: set_user_active(User.objects.get(pk=one.pk), False, actor(other)),
    )

    assert refused(outcomes) == ["这是最后一位系统管理员，不能停用。"]
    assert User.objects.filter(is_active=True).count() == 1


def test_link_opened_twice_sets_one_password():
    person = create_user("xin", "新示例", actor())
    _invitation, token = issue_invitation(person, actor())

    outcomes = at_once(
        lambda: accept_invitation(token, "Yi-hao-mima-2026", None),
        lambda: accept_invitation(token, "Er-hao-mima-2026", None),
    )

    assert refused(outcomes) == ["链接已失效，请联系系统管理员重新发送。"]
    assert PasswordHistory.objects.filter(user=person).count() == 1
    assert Invitation.objects.filter(used_at__isnull=False).count() == 1


def test_units_made_under_one_parent_get_places_of_their_own():
    root = make_unit("省政府", UnitKind.GOVERNMENT)

    outcomes = at_once(
        *(
            lambda number=number: create_unit(f"机构{number}", UnitKind.DEPARTMENT, root, actor())
            for number in range(4)
        )
    )

    assert refused(outcomes) == []
    assert Unit.objects.filter(depth=2).values("path").distinct().count() == 4
    assert Unit.objects.get(pk=root.pk).numchild == 4


def test_entries_written_while_others_are_sealed_keep_one_chain():
    def write() -> None:
        for _again in range(10):
            record(actor(), PeopleVerb.EXPORTED)

    outcomes = at_once(write, write, seal_entries, seal_entries)
    seal_entries()

    assert refused(outcomes) == []
    sequences = list(AuditEntry.objects.order_by("sequence").values_list("sequence", flat=True))
    assert sequences == list(range(1, 21))
    assert list(chain_faults()) == []
