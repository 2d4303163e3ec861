"""The draft that the platform writes, what refreshing and editing do to it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import override

from luodi.gazette import read
from luodi.gazette.wording import day_words
from luodi_web.supervision.domain.bulletin_draft import taken_on
from luodi_web.supervision.domain.bulletin_periods import period_words
from luodi_web.supervision.domain.bulletin_rows import rows_behind
from luodi_web.supervision.domain.bulletins import StaleBulletin, refresh_figures, save_words, void_bulletin
from luodi_web.supervision.domain.title_lines import title_lines
from luodi_web.supervision.models import Assignment, Bulletin, Report
from tests.web.bulletins.issuing import issued, send_round
from tests.web.factories import actor


def text(bulletin: Bulletin, key: str) -> str:
    return bulletin.parts[key]["text"]


def refresh(scene, bulletin: Bulletin) -> Bulletin:
    return refresh_figures(bulletin, revision=bulletin.revision, by=actor(scene.writer))


def headings(bulletin: Bulletin) -> list[str]:
    return [block["text"] for block in bulletin.document["blocks"] if block["type"] == "heading"]


def test_the_draft_says_the_figures_in_words(scene):
    bulletin = scene.begin()

    assert text(bulletin, "overview") == (
        "本期纳入督办的任务共3项，由3个单位承办，形成承办任务7件。其中，已完成1件，占14.3%；办理中4件，占57.1%；"
        "待签收1件，占14.3%；已退回1件，占14.3%。本期内完成1件。\n"
        "按灯号分，绿灯1件，占14.3%；蓝灯1件，占14.3%；黄灯1件，占14.3%；红灯2件，占28.6%；未亮灯2件，占28.5%。"
    )
    assert text(bulletin, "streams").splitlines() == [
        "“抓平台建设”承办任务4件，已完成1件，黄灯1件，红灯2件。",
        "“抓人才引进”承办任务3件，已完成0件。",
    ]


def test_units_that_all_have_a_light_are_not_told_of_as_none(scene):
    Assignment.objects.update(light="yellow")

    assert text(scene.begin(), "units") == "3个承办单位都有黄灯或者红灯任务。各单位情况见下表。"


def test_problems_name_units_and_items_in_the_order_of_the_tree(scene):
    bulletin = scene.begin()

    year, month = map(int, scene.month.split("-"))
    assert text(bulletin, "problems").splitlines() == [
        "超过时限未完成的承办任务2件：武汉市科技创新局、黄石市科学技术局的1.2项。",
        "进度滞后或者临近时限（黄灯）的承办任务1件：黄石市科学技术局的1.1项。",
        f"未报送{year}年{month}月进展的承办任务2件：黄石市科学技术局的1.1、1.2项。",
    ]


def test_tasks_nobody_signed_for_in_time_are_named(scene):
    in_time = scene.begin()
    Assignment.objects.filter(unit=scene.hanyang).update(sent_at=timezone.now() - timedelta(days=40))
    late = scene.begin()

    words = "超过签收期限未签收的承办任务1件：汉阳区科学技术局的2.1项。"
    assert words not in text(in_time, "problems")
    assert words in text(late, "problems").splitlines()
    assert "未按时签收的单位要立即签收" in text(late, "next")
    assert [row["id"] for row in rows_behind(late.data, "unsigned")] == [
        Assignment.objects.get(unit=scene.hanyang, state="sent").pk
    ]


def test_annexes_are_named_by_their_numbers_where_there_are_two(scene, monkeypatch):
    for module in ("bulletin_draft", "bulletin_document"):
        monkeypatch.setattr(f"luodi_web.supervision.domain.{module}.UNITS_IN_TEXT", 2)

    bulletin = scene.begin()

    assert text(bulletin, "units").endswith("各单位情况见附件2。")
    assert text(bulletin, "next").startswith("各承办单位要对照附件1逐项推进")
    assert [annex["title"] for annex in bulletin.document["annexes"]] == [
        f"{period_words(scene.month)}任务落实情况表",
        "各单位任务进展情况表",
    ]


def test_title_names_what_the_bulletin_is_about(scene):
    period = period_words(scene.month)
    stream = scene.plan.workstreams.first()

    assert scene.begin(plan=scene.plan).title == f"关于{period}《任务分解表》落实情况的通报"
    assert scene.begin(workstream=stream).title == f"关于{period}抓平台建设落实情况的通报"
    assert scene.begin(plan=None).title == f"关于{period}{scene.plan.package.name}落实情况的通报"


def test_long_title_is_broken_between_words(scene):
    title = "关于2026年11月湖北科技强省创新政策落实情况的通报"

    assert scene.begin(title=title).document["title"] == title_lines(title)
    assert title_lines(title).replace("\n", "") == title


def test_many_units_are_named_up_to_a_number(scene, monkeypatch):
    monkeypatch.setattr("luodi_web.supervision.domain.bulletin_draft.UNITS_NAMED", 1)

    bulletin = scene.begin()

    assert text(bulletin, "problems").splitlines()[0] == (
        "超过时限未完成的承办任务2件：武汉市科技创新局等2个单位的1.2项。"
    )


def test_every_mark_points_at_its_figures_words(scene):
    bulletin = scene.begin()
    figures = bulletin.data["figures"]

    for part in bulletin.parts.values():
        for start, end, key in part["marks"]:
            words = part["auto"][start:end]
            share = figures[key].get("share")
            item = key.startswith("problem.") and words in ("1.1", "1.2")
            assert words in (str(figures[key]["value"]), f"{share}%") or item


def test_a_section_without_words_is_left_out_and_the_numbers_close_up(scene):
    bulletin = scene.begin()

    # No good practice was chosen.
    assert headings(bulletin) == [
        "一、总体情况",
        "二、工作板块进展",
        "三、单位进展",
        "四、存在问题",
        "五、下步要求",
    ]
    read(bulletin.document)


def test_the_document_is_chinese_whatever_the_writers_screen_speaks(scene):
    with override("en"):
        bulletin = scene.begin()

    assert headings(bulletin)[0] == "一、总体情况"
    assert bulletin.data["figures"]["light.red"]["label"] == "红灯"


def test_chosen_practice_becomes_paragraphs_with_bold_first_words(scene):
    bulletin = scene.begin()
    [candidate] = bulletin.data["candidates"]

    bulletin = scene.save(bulletin, practices=[candidate["id"], 999])

    assert bulletin.practices == [candidate["id"]]
    assert text(bulletin, "practice") == "一是武汉市科技创新局（1.1项，提前30天完成）。实验室提前建成。"
    assert [block for block in bulletin.document["blocks"] if block.get("lead")] == [
        {
            "type": "paragraph",
            "lead": "一是武汉市科技创新局（1.1项，提前30天完成）。",
            "text": "实验室提前建成。",
        }
    ]


def test_refreshing_moves_the_figures_and_leaves_the_words(scene):
    bulletin = scene.begin()
    mine = (
        text(bulletin, "overview").replace("本期纳入督办的任务共", "截至月底，全省督办任务共") + "总体平稳。"
    )
    bulletin = scene.save(bulletin, {"overview": mine})
    Assignment.objects.filter(pk=scene.rows[1].pk).update(state="done", light="green", percent=100)

    bulletin = refresh(scene, bulletin)

    assert text(bulletin, "overview") == (
        "截至月底，全省督办任务共3项，由3个单位承办，形成承办任务7件。其中，已完成2件，占28.6%；办理中3件，占42.8%；"
        "待签收1件，占14.3%；已退回1件，占14.3%。本期内完成1件。\n"
        "按灯号分，绿灯2件，占28.6%；蓝灯1件，占14.3%；黄灯1件，占14.3%；红灯1件，占14.3%；未亮灯2件，占28.5%。"
        "总体平稳。"
    )
    moved = {item["key"]: (item["was"], item["now"]) for item in bulletin.changes["figures"]}
    assert (moved["state.done"], moved["light.red"], moved["light.green"]) == ((1, 2), (2, 1), (1, 2))
    assert (bulletin.changes["conflicts"], "total" in moved) == ([], False)


def test_refreshing_leaves_a_figure_that_was_changed_by_hand_and_says_so(scene):
    bulletin = scene.begin()
    bulletin = scene.save(bulletin, {"overview": text(bulletin, "overview").replace("红灯2件", "红灯9件")})
    Assignment.objects.filter(pk=scene.rows[1].pk).update(light="green")

    bulletin = refresh(scene, bulletin)

    assert "红灯9件" in text(bulletin, "overview")
    assert bulletin.changes["conflicts"] == ["overview"]


def test_the_second_bulletin_says_what_moved_since_the_first(scene):
    first = issued(scene)
    Assignment.objects.filter(pk=scene.rows[1].pk).update(state="done", light="green")
    Assignment.objects.filter(pk=scene.rows[2].pk).update(light="red")

    second = scene.begin()

    day = day_words(taken_on(first.data))
    assert text(second, "overview").splitlines()[-1] == (
        f"与上期（第1期，截至{day}）相比，新完成1件，新亮红灯1件，消除红灯1件。"
    )


def test_another_scope_has_no_bulletin_before_it(scene):
    issued(scene)

    assert scene.begin(workstream=scene.plan.workstreams.first()).data["previous"] is None


def test_the_brief_is_one_page_with_charts_and_no_addressees(scene):
    bulletin = scene.begin("brief")
    bulletin = scene.save(bulletin, {"asks": "是否增加经费。"})

    kinds = [block["type"] for block in bulletin.document["blocks"]]
    assert kinds == ["figures", "chart", "chart", "list", "list"]
    assert bulletin.document["blocks"][3]["items"] == [
        "1.2 共享仪器：武汉市科技创新局、黄石市科学技术局，已逾期 9 天，缺共享收费标准。"
    ]
    charted = [sum(sum(bar["values"]) for bar in block["bars"]) for block in bulletin.document["blocks"][1:3]]
    assert charted == [7, 7]
    assert "addressees" not in bulletin.document


def test_the_brief_of_many_cities_charts_those_with_red_items(scene, monkeypatch):
    monkeypatch.setattr("luodi_web.supervision.domain.bulletin_document.MOST_CITIES", 1)
    Assignment.objects.filter(unit=scene.wuhan, light="red").update(light="green")

    chart = scene.begin("brief").document["blocks"][2]

    assert (chart["title"], [bar["label"] for bar in chart["bars"]]) == ("有红灯的市州承办任务", ["黄石市"])


def test_an_editor_that_shows_an_older_text_is_refused(scene):
    bulletin = scene.begin()
    shown = bulletin.revision
    scene.save(bulletin)

    values = {"title": "x", "texts": {}, "main": [], "copies": [], "practices": []}
    with pytest.raises(StaleBulletin):
        save_words(bulletin, revision=shown, by=actor(scene.writer), **values)
    with pytest.raises(StaleBulletin):
        refresh_figures(bulletin, revision=shown, by=actor(scene.writer))
    assert Bulletin.objects.get().title != "x"


def test_a_text_that_cannot_be_printed_is_refused_and_nothing_is_kept(scene):
    bulletin = scene.begin()

    with pytest.raises(ValidationError, match="不能印出"):
        scene.save(bulletin, {"next": "要求\u202e反向"})

    bulletin.refresh_from_db()
    assert (bulletin.revision, "\u202e" in str(bulletin.parts)) == (0, False)


def test_what_was_sent_round_is_not_edited(scene):
    bulletin = send_round(scene, scene.save(scene.begin()))

    for act in (lambda: scene.save(bulletin), lambda: refresh(scene, bulletin)):
        with pytest.raises(ValidationError, match="审核中"):
            act()


def test_what_stands_in_the_way_ends_with_one_full_stop(scene):
    Report.objects.update(problem="人手不足，进度偏慢。")

    lines = text(scene.begin("brief"), "stuck").splitlines()

    assert any(line.endswith("，人手不足，进度偏慢。") for line in lines)
    assert not any("。。" in line for line in lines)


def test_a_bulletin_is_given_up_with_a_reason_before_its_issue_alone(scene):
    bulletin = void_bulletin(scene.begin(), "合并到下期", by=actor(scene.writer))

    assert (bulletin.state, bulletin.void_reason) == ("void", "合并到下期")
    with pytest.raises(ValidationError, match="已作废"):
        void_bulletin(bulletin, "再次", by=actor(scene.writer))
    with pytest.raises(ValidationError, match="已签发"):
        void_bulletin(issued(scene), "太晚", by=actor(scene.writer))


def test_a_plan_of_more_tasks_than_an_annex_holds_lists_the_problems(scene, monkeypatch):
    monkeypatch.setattr("luodi_web.supervision.domain.bulletin_document.ANNEX_TASKS", 2)

    table = scene.begin().document["annexes"][0]["blocks"][0]

    assert [row[0] for row in table["rows"]] == ["1.1", "1.2"]
    assert table["caption"] == "任务较多，本表只列黄灯、红灯和未报送进展的任务，最多 2 项"
