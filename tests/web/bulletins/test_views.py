"""The screens of bulletins: register, new, editor, signing, the issued page and its figures."""

from __future__ import annotations

import json

import pypdfium2
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luodi.cli import main
from luodi_web.common.domain.files import open_stored
from luodi_web.supervision.models import Assignment, Bulletin
from tests.web.bulletins.issuing import issued, send_round, waiting
from tests.web.factories import signed_in


def form_data(bulletin: Bulletin, **changes: object) -> dict[str, object]:
    """What the editor's form sends when nothing was changed but this."""
    data = {"revision": bulletin.revision, "title": bulletin.title, "practices": bulletin.practices}
    data |= {"main": [one.value for one in bulletin.addressees.all() if not one.is_copy]}
    data |= {"copies": [one.value for one in bulletin.addressees.all() if one.is_copy]}
    data |= {f"text_{key}": part["text"] for key, part in bulletin.parts.items()}
    return data | changes


def pdf_text(stored) -> list[str]:
    with open_stored(stored) as file:
        document = pypdfium2.PdfDocument(file.read())
    return [page.get_textpage().get_text_range() for page in document]


def test_a_bulletin_is_begun_written_and_sent_round_on_screen(client, scene):
    signed_in(client, scene.writer)
    choice = {"template": "monthly", "scope": f"plan:{scene.plan.pk}", "period": scene.month}

    response = client.post("/bulletins/new/", choice)

    bulletin = Bulletin.objects.get()
    assert response["Location"] == f"/bulletins/{bulletin.pk}/edit/"
    page = client.get(response["Location"]).content.decode()
    assert f'href="/bulletins/{bulletin.pk}/figures/light.red/" class="bl-figure">2</a>' in page
    sent = form_data(bulletin, title="十一月通报", main=[f"unit:{scene.wuhan.pk}"])
    assert client.post(f"/bulletins/{bulletin.pk}/edit/", sent).status_code == 302
    response = client.post(f"/bulletins/{bulletin.pk}/submit/", {"revision": 1})
    assert response["Location"] == f"/bulletins/{bulletin.pk}/"
    bulletin.refresh_from_db()
    assert (bulletin.title, bulletin.state) == ("十一月通报", "review")


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"scope": ""}, {"scope": ["请选择“范围”。"]}),
        ({"template": "special"}, {"scope": ["专项通报请选一个工作板块。"]}),
        ({"template": "quarterly"}, {"period": ["季度通报请选季度。"]}),
        ({"period": "2026-Q9"}, {"period": ["选择一个有效的选项。 2026-Q9 不在可用的选项中。"]}),
        ({"title": "长" * 121}, {"title": ["不能超过 120 个字，现有 121 个字。"]}),
        ({"unit": "unit:99999"}, {"unit": ["请从候选中选择。"]}),
    ],
)
def test_new_says_at_the_field_what_is_wrong(client, scene, changes, errors):
    choice = {"template": "monthly", "scope": f"plan:{scene.plan.pk}", "period": scene.month}

    response = signed_in(client, scene.writer).post("/bulletins/new/", choice | changes)

    assert (response.status_code, response.context["form"].errors) == (422, errors)
    assert Bulletin.objects.count() == 0


def test_the_editor_keeps_what_was_typed_when_somebody_was_quicker(client, scene):
    bulletin = scene.begin()
    stale = form_data(bulletin, text_next="我写的要求。")
    scene.save(bulletin, title="别人的标题")

    response = signed_in(client, scene.writer).post(f"/bulletins/{bulletin.pk}/edit/", stale)

    page = response.content.decode()
    assert (response.status_code, "我写的要求。" in page, "刚被别人改过" in page) == (422, True, True)
    assert Bulletin.objects.get().title == "别人的标题"


def test_a_saved_form_without_changes_changes_no_word(client, scene):
    bulletin = scene.begin()
    sent = form_data(bulletin)
    crlf = {
        key: value.replace("\n", "\r\n") if isinstance(value, str) else value for key, value in sent.items()
    }

    signed_in(client, scene.writer).post(f"/bulletins/{bulletin.pk}/edit/", crlf)

    after = Bulletin.objects.get()
    assert (after.revision, after.parts) == (1, bulletin.parts)


def test_refreshing_shows_what_changed(client, scene):
    bulletin = scene.begin()
    Assignment.objects.filter(pk=scene.rows[1].pk).update(light="green")

    response = signed_in(client, scene.writer).post(
        f"/bulletins/{bulletin.pk}/refresh/", {"revision": 0}, follow=True
    )

    page = response.content.decode()
    assert "个数字变了" in page
    moved = {item["label"]: (item["was"], item["now"]) for item in Bulletin.objects.get().changes["figures"]}
    assert (moved["红灯"], moved["绿灯"]) == ((2, 1), (1, 2))
    assert client.post(f"/bulletins/{bulletin.pk}/refresh/", {"revision": "x"}).status_code == 302


def test_review_and_issue_on_screen(client, scene):
    bulletin = send_round(scene, scene.save(scene.begin()))
    url = f"/bulletins/{bulletin.pk}/"

    wrote = signed_in(client, scene.writer).get(url).content.decode()
    assert ("这份通报是您编写的" in wrote, "退回修改" in wrote) == (True, False)
    signed_in(client, scene.reviewer).post(f"{url}agree/", {"revision": bulletin.revision, "note": "同意"})
    response = signed_in(client, scene.leader).post(f"{url}issue/", {"revision": bulletin.revision})

    assert response["Location"] == url
    bulletin = Bulletin.objects.get()
    assert (bulletin.state, bulletin.number) == ("issued", 1)
    # A second click finds the step over, and nothing else happens.
    again = client.post(f"{url}issue/", {"revision": bulletin.revision}, follow=True)
    assert "已经办理过了" in again.content.decode()
    assert Bulletin.objects.get().number == 1


def test_a_reviewer_returns_it_with_a_word_or_is_asked_for_one(client, scene):
    bulletin = send_round(scene, scene.save(scene.begin()))
    url = f"/bulletins/{bulletin.pk}/return/"
    signed_in(client, scene.staff)

    empty = client.post(url, {"revision": bulletin.revision, "note": " "})
    sent = client.post(url, {"revision": bulletin.revision, "note": "数字核一下"})

    assert (empty.status_code, empty.context["return_form"].errors) == (422, {"note": ["请填写“要改什么”。"]})
    assert (sent.status_code, Bulletin.objects.get().state) == (302, "draft")


def test_the_issued_bulletin_is_rendered_with_its_number_on_paper(client, scene):
    bulletin = issued(scene)
    if bulletin.pdf is None:
        pytest.skip("missing: a Chinese font")

    pages = pdf_text(bulletin.pdf)
    page = signed_in(client, scene.city).get(f"/bulletins/{bulletin.pk}/").content.decode()
    picture = client.get(f"/bulletins/{bulletin.pk}/pages/1/")

    # Three of text, the annex, and the imprint at the foot of an even page, after a blank one.
    assert len(pages) == page.count("<figure") == 6
    assert [line.strip() for line in pages[0].splitlines()[:2]] == ["督 办 通 报", "第1期"]
    assert [text.split()[-3:] for text in pages[:3]] == [["—", str(place), "—"] for place in (1, 2, 3)]
    assert picture["Content-Type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")
    assert client.get(f"/bulletins/{bulletin.pk}/pages/7/").status_code == 404


def test_the_command_makes_the_same_files_from_the_downloaded_json(client, scene, tmp_path):
    bulletin = issued(scene)
    signed_in(client, scene.city)
    url = f"/bulletins/{bulletin.pk}/files"
    (tmp_path / "data.json").write_bytes(client.get(f"{url}/json/").content)

    for form in ("docx", "pdf") if bulletin.pdf else ("docx",):
        made = tmp_path / f"made.{form}"
        assert main(["bulletin", str(tmp_path / "data.json"), "-o", str(made)]) == 0

        assert made.read_bytes() == b"".join(client.get(f"{url}/{form}/").streaming_content), form


def test_addressed_units_see_it_and_mark_it_read(client, scene):
    bulletin = issued(scene)
    scene.begin()
    signed_in(client, scene.county)

    assert [row for row, _cells in client.get("/bulletins/").context["table"].rows] == [bulletin]
    today = client.get("/").content.decode()
    assert bulletin.title in today
    response = client.post(f"/bulletins/{bulletin.pk}/read/", {"next": f"/bulletins/{bulletin.pk}/"})

    assert response["Location"] == f"/bulletins/{bulletin.pk}/"
    assert bulletin.receipts.get(unit=scene.hanyang).read_by == scene.county
    assert bulletin.title not in client.get("/").content.decode()
    assert "已阅" in client.get("/bulletins/").content.decode()


def test_others_do_not_find_it(client, scene):
    draft = scene.begin()
    bulletin = scene.begin()
    scene.save(bulletin, copies=[])
    bulletin = issued_without_county(scene, bulletin)
    paths = ("", "edit/", "preview/", "pages/1/", "files/json/", "figures/", "figures/light.red/")

    def found(user, of):
        signed_in(client, user)
        return [path for path in paths if client.get(f"/bulletins/{of.pk}/{path}").status_code == 200]

    assert found(scene.county, bulletin) == []
    assert found(scene.city, draft) == found(scene.staff, draft) == []
    # A city sees the document and what it counts, not the editor.
    assert found(scene.city, bulletin) == [path for path in paths if path != "edit/"]


def issued_without_county(scene, bulletin: Bulletin) -> Bulletin:
    from luodi_web.supervision.domain.bulletin_steps import agree, issue_bulletin
    from tests.web.factories import actor

    bulletin = send_round(scene, bulletin)
    agree(waiting(bulletin, "review"), revision=bulletin.revision, by=actor(scene.reviewer))
    return issue_bulletin(waiting(bulletin, "issue"), revision=bulletin.revision, by=actor(scene.leader))


def test_a_figure_leads_to_its_rows_as_they_were(client, scene):
    bulletin = issued(scene)
    Assignment.objects.update(light="green", light_reason="后来变了")
    url = f"/bulletins/{bulletin.pk}/figures"

    inside = signed_in(client, scene.writer).get(f"{url}/light.red/")
    outside = signed_in(client, scene.city).get(f"{url}/light.red/")

    assert [(row.no, row.unit, row.light, row.reason) for row in inside.context["rows"]] == [
        ("1.2", "武汉市科技创新局", "red", "已逾期 9 天"),
        ("1.2", "黄石市科学技术局", "red", "已逾期 9 天"),
    ]
    # What a unit wrote of its problems is for those who supervise it.
    assert ("缺共享收费标准" in inside.content.decode(), "缺共享收费标准" in outside.content.decode()) == (
        True,
        False,
    )
    assert client.get(f"/bulletins/{bulletin.pk}/files/data/").status_code == 404
    assert client.get(f"{url}/no.such/").status_code == 404
    export = client.get(f"{url}/light.red/?export=xlsx")
    assert b"".join(export.streaming_content).startswith(b"PK")


def test_the_page_of_sources_marks_numbers_typed_by_hand(client, scene):
    bulletin = scene.save(scene.begin(), {"next": "请在15日内整改。"})

    page = signed_in(client, scene.writer).get(f"/bulletins/{bulletin.pk}/figures/").content.decode()

    assert 'class="bl-hand" title="手工填写的数字">15</mark>' in page


def test_the_data_are_given_to_those_who_made_them(client, scene):
    bulletin = issued(scene)

    response = signed_in(client, scene.writer).get(f"/bulletins/{bulletin.pk}/files/data/")

    assert json.loads(response.content) == bulletin.data


def test_correcting_on_screen(client, scene):
    bulletin = issued(scene)
    url = f"/bulletins/{bulletin.pk}/"
    signed_in(client, scene.writer)

    first = client.post(f"{url}correct/")
    second = client.post(f"{url}correct/", follow=True)

    assert first["Location"] == f"/bulletins/{bulletin.corrections.get().pk}/edit/"
    assert "已经有更正" in second.content.decode()


def test_the_register_costs_the_same_with_one_row_and_with_three(client, scene):
    signed_in(client, scene.writer)
    scene.begin()

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get("/bulletins/").status_code == 200
        return len(captured)

    queries()
    one = queries()
    scene.begin()
    scene.begin("brief")

    assert queries() == one


def test_the_register_is_exported_and_filtered(client, scene):
    issued(scene)
    scene.begin("brief")
    signed_in(client, scene.writer)

    found = client.get("/bulletins/?template=brief").context["table"].found
    export = client.get("/bulletins/?export=xlsx")

    assert [row.template for row in found] == ["brief"]
    assert b"".join(export.streaming_content).startswith(b"PK")


def test_what_waits_for_signing_is_on_the_first_page_of_who_signs(client, scene):
    bulletin = send_round(scene, scene.save(scene.begin()))

    pages = {
        user.username: bulletin.title in signed_in(client, user).get("/").content.decode()
        for user in (scene.reviewer, scene.writer, scene.leader)
    }
    assert pages == {"reviewer": True, "writer": False, "leader": False}
    signed_in(client, scene.reviewer).post(
        f"/bulletins/{bulletin.pk}/agree/", {"revision": bulletin.revision}
    )
    assert bulletin.title in signed_in(client, scene.leader).get("/").content.decode()
