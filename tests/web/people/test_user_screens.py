"""Users as administrators change them on screen."""

import pytest
from django.urls import reverse

from luodi_web.people.enums import Duty, Role
from luodi_web.people.models import User
from tests.web.factories import make_user

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return response.content.decode()


def test_user_is_made_with_a_post_and_found_by_filters(system, province):
    data = {
        "username": "Zhang",
        "name": "张示例",
        "unit": f"unit:{province[2].pk}",
        "post_name": "",
        "duty": Duty.LIAISON,
        "phone": "",
        "email": "",
    }

    response = system.post(reverse("staff:user_new"), data, follow=True)

    person = User.objects.get(username="zhang")
    assert "请安全管理员授予角色" in text_of(response)
    assert person.holdings.get().post.unit == province[2]
    for params, found in (
        ({"state": "waiting"}, True),
        ({"state": "active"}, False),
        ({"unit": str(province[2].pk)}, True),
        ({"unit": str(province[3].pk)}, False),
        ({"role": Role.CITY}, False),
        ({"q": "张示"}, True),
    ):
        assert ("张示例" in text_of(system.get(reverse("staff:users"), params))) is found, params


def test_taken_user_name_is_said_at_the_field(system, province):
    make_user("zhang", role=None)
    data = {"username": "ZHANG", "name": "张", "unit": f"unit:{province[2].pk}", "duty": Duty.LIAISON}

    response = system.post(reverse("staff:user_new"), data)

    assert response.context["form"].errors == {"username": ["登录名已有人用，请换一个。"]}


def test_administrator_does_not_disable_themselves(system):
    me = User.objects.get(username="sys")

    response = system.post(reverse("staff:user_active", args=[me.pk]), {"active": "0"}, follow=True)

    me.refresh_from_db()
    assert me.is_active
    assert "不能停用自己的账号" in text_of(response)
