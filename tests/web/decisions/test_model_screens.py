"""The screens of decision models, driven as people drive them."""

from __future__ import annotations

import io
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from luodi_web.decisions.domain.cases import run_cases
from luodi_web.decisions.domain.content import digest_of
from luodi_web.decisions.domain.releasing import send_version
from luodi_web.decisions.models import DecisionModel, ModelVersion, SavedCase
from luodi_web.fields.models import Field
from tests.web.decisions.making import (
    RULES,
    body,
    filled_workbook,
    incoming,
    made,
    make_provision,
    released,
    shown,
    upload,
)
from tests.web.factories import actor, make_version, signed_in

pytestmark = pytest.mark.django_db


def test_from_a_provision_to_a_filled_table(author, authors):
    text = make_version("一、研发投入占比3%以上的给予补助。", owner=authors.unit)
    provision = make_provision(text, "一、", "研发投入占比3%以上的给予补助。")
    share = Field.objects.create(name="研发投入占比", type="number", measure="%", owner=authors.unit)
    kind = Field.objects.create(name="企业类型", type="string", owner=authors.unit)
    outline = shown(author.get(f"/versions/{text.pk}/structure/"))
    assert f"/models/new/?provision={provision.pk}" in outline

    response = author.post(
        f"/models/new/?provision={provision.pk}",
        {
            "name": "研发补助",
            "inputs": [f"field:{share.pk}", f"field:{kind.pk}"],
            "result_1": "补助比例",
            "type_1": "number",
            "unit_1": "%",
            "policy": "highest",
            "effective_from": "2026-01-01",
        },
    )

    version = ModelVersion.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"/models/versions/{version.pk}/")
    assert version.model.links.get().provision == provision
    book = body(author.get(f"/models/versions/{version.pk}/xlsx/"))
    filled = filled_workbook(book, [["≥3%", "高企", "10%"], ["≥5%", "高企、规上", "20%"]])
    page = author.post(
        f"/models/versions/{version.pk}/upload/",
        {"file": upload(filled, "研发补助.xlsx"), "revision": 0},
        follow=True,
    )
    assert "已保存，没有发现错误。" in shown(page)
    assert "写的是“≥3%”，按“&gt;= 3”理解" in shown(page)
    assert "不低于 5%" in shown(page) and "高企或规上" in shown(page)
    assert "就高不重复" in shown(page)
    assert "判定模型：研发补助" in shown(author.get(f"/versions/{text.pk}/structure/"))


def test_a_city_reads_a_released_model_and_saves_nothing(client, authors):
    version = released(made(authors.author, authors.unit), authors.author, authors.second)
    draft = made(authors.author, authors.unit, name="草稿")
    city = signed_in(client, authors.city)

    assert city.get(f"/models/versions/{version.pk}/").status_code == 200
    assert city.post(f"/models/versions/{version.pk}/xml/", {"xml": "<a/>", "token": "0"}).status_code == 403
    assert city.get(f"/models/versions/{draft.pk}/").status_code == 404
    assert city.post(f"/models/versions/{version.pk}/upload/").status_code == 403


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"table": "decision_1", "rule": "r1", "column": "decision_1_input_1", "text": ">= 3"}, []),
        (
            {"table": "研发补助", "rule": 1, "column": 1, "text": "＞ 3"},
            [("FEEL009", "研发补助", 1, 1, 0, 1)],
        ),
        (
            {"table": "研发补助", "rule": 2, "column": 2, "text": "不知", "type": "number"},
            [("FEEL031", "研发补助", 2, 2, 0, 2)],
        ),
        (
            {"table": "研发补助", "rule": 2, "column": 3, "text": "研发投入占比 * "},
            [("FEEL003", "研发补助", 2, 3, 9, 9)],
        ),
        (
            {"table": "研发补助", "rule": 1, "column": 1, "text": ">= 3%"},
            [("FEEL014", "研发补助", 1, 1, 3, 5)],
        ),
        (
            {"table": "研发补助", "rule": 1, "column": 3, "text": "10万元"},
            [("FEEL026", "研发补助", 1, 3, 0, 4)],
        ),
        (
            {"table": "研发补助", "rule": 1, "column": 1, "text": ">= 1,000"},
            [("FEEL027", "研发补助", 1, 1, 0, 8)],
        ),
        ({"table": "新决策", "text": "新值 + 1", "kind": "literal", "names": [{"name": "新值"}]}, []),
        ({"table": "研发补助", "rule": 1, "column": 1, "text": ""}, []),
    ],
)
def test_a_cell_is_checked_while_it_is_typed(author, authors, asked, told):
    version = made(authors.author, authors.unit)

    answer = author.post(
        f"/models/versions/{version.pk}/diagnostics/", json.dumps(asked), content_type="application/json"
    )

    found = [
        tuple(each[key] for key in ("code", "table", "rule", "column", "start", "end"))
        for each in answer.json()
    ]
    assert found == told


@pytest.mark.parametrize(
    ("column", "text", "kind", "fix"),
    [
        (2, "高企", "", '"高企"'),
        (2, "高企、规上", "", '"高企", "规上"'),
        (2, "不限", "", "-"),
        (1, "不限", "", "-"),
        (2, "是", "boolean", "true"),
        (1, "研发投入占比", "", None),
    ],
)
def test_a_cell_in_words_is_offered_as_a_workbook_would_be_read(author, authors, column, text, kind, fix):
    version = made(authors.author, authors.unit)
    asked = {"table": "研发补助", "rule": 1, "column": column, "text": text, "type": kind}

    answer = author.post(
        f"/models/versions/{version.pk}/diagnostics/", json.dumps(asked), content_type="application/json"
    )

    hints = [each["hint"] for each in answer.json()]
    assert hints == ([] if fix is None else [f"请改成“{fix}”。"])


def test_a_whole_model_is_checked(author, authors):
    version = made(authors.author, authors.unit)
    xml = incoming([("高企", '"高企"', "10")]).xml

    answer = author.post(f"/models/versions/{version.pk}/diagnostics/", xml, content_type="application/xml")

    errors = [each for each in answer.json() if each["severity"] == "error"]
    assert [(each["code"], each["rule"], each["column"]) for each in errors] == [("FEEL031", 1, 1)]
    bad = author.post(f"/models/versions/{version.pk}/diagnostics/", "[", content_type="application/json")
    assert bad.status_code == 400


def test_errors_point_at_table_rule_column_and_character(author, authors):
    version = made(authors.author, authors.unit, rules=[("没有 这个", '"高企"', "10")])

    page = shown(author.get(f"/models/versions/{version.pk}/"))

    assert "研发补助 › 规则 1 › 研发投入占比（%）" in page
    assert "第 1 个字符" in page
    assert 'disabled aria-describedby="send-why"' in page


def test_a_trial_says_what_and_why(author, authors):
    version = made(authors.author, authors.unit)
    address = f"/models/versions/{version.pk}/try/"

    page = shown(author.post(address, {"in:研发投入占比": "4.6", "in:企业类型": "高企"}))

    assert "10%" in page and "规则 1 成立" in page
    assert "研发投入占比：4.6%；需要：不低于 5%" in page
    assert "差 0.4 个百分点" in page


def test_a_trial_asks_for_what_is_missing(author, authors):
    version = made(authors.author, authors.unit)

    page = author.post(f"/models/versions/{version.pk}/try/", {"in:企业类型": "高企"})

    assert page.context["trial"].missing == ["研发投入占比"]
    assert "还需要：研发投入占比" in shown(page)


def test_a_trial_keeps_what_was_typed_when_it_is_wrong(author, authors):
    version = made(authors.author, authors.unit)

    page = author.post(
        f"/models/versions/{version.pk}/try/", {"in:研发投入占比": "三个点", "in:企业类型": "高企"}
    )

    assert page.status_code == 422
    assert "请填写数字" in shown(page) and 'value="三个点"' in shown(page)


def test_a_trial_tells_at_the_box_what_is_not_allowed(author, authors):
    version = made(authors.author, authors.unit)
    xml = incoming(shares=">= 0").xml
    ModelVersion.objects.filter(pk=version.pk).update(xml=xml, digest=digest_of(xml))
    address = f"/models/versions/{version.pk}/try/"

    page = author.post(address, {"in:研发投入占比": "-5", "in:企业类型": "高企"})

    assert page.status_code == 422 and page.context["trial"] is None
    box = next(each for each in page.context["boxes"] if each["spec"].name == "研发投入占比")
    assert (box["value"], box["error"]) == ("-5", "不在允许的范围内，应为：不低于 0%。")
    assert "还没有填" not in shown(page)
    assert author.post(address, {"in:研发投入占比": "0", "in:企业类型": "高企"}).status_code == 200


_ALWAYS = """<decision id="always" name="总是"><variable name="总是" typeRef="number"/>
<literalExpression><text>7</text></literalExpression></decision>"""


def test_what_is_not_settled_is_said_so_and_is_no_expected_result(author, authors):
    rules = [(">= 3", '"高企"', "10"), ("-", '"高企"', "5")]
    version = made(authors.author, authors.unit, rules=rules)
    address = f"/models/versions/{version.pk}/try/"
    typed = {"in:企业类型": "高企", "act": "save", "case_name": "占比未知"}

    page = author.post(address, typed)

    assert page.status_code == 422
    assert "按已填的内容，规则 2 成立" in shown(page) and "补齐后可能不同，暂得：" in shown(page)
    assert "结果还不能确定，没有可以核对的预期；请先填写：研发投入占比。" in shown(page)
    assert not SavedCase.objects.exists()


def test_the_second_of_two_results_is_not_settled_while_the_first_is(author, authors):
    version = made(authors.author, authors.unit)
    two = incoming().xml.replace("</definitions>", _ALWAYS + "</definitions>")
    ModelVersion.objects.filter(pk=version.pk).update(xml=two, digest=digest_of(two))
    typed = {"in:企业类型": "高企", "act": "save", "case_name": "占比未知"}

    assert author.post(f"/models/versions/{version.pk}/try/", typed).status_code == 302

    [ran] = run_cases(version).cases
    assert [(each.name, each.wanted) for each in ran.results] == [("总是", "7")]


def test_a_case_keeps_the_day_it_was_tried_for(author, authors):
    version = made(
        authors.author, authors.unit, rules=[("-", "-", 'if today() < @"2026-07-01" then 1 else 2')]
    )
    address = f"/models/versions/{version.pk}/"
    typed = {
        "in:企业类型": "高企",
        "in:研发投入占比": "3",
        "as_of": "2026-08-01",
        "act": "save",
        "case_name": "下半年",
    }

    page = shown(author.post(f"{address}try/", typed, follow=True))

    case = SavedCase.objects.get()
    assert str(case.as_of) == "2026-08-01"
    assert "按 2026-08-01 计算" in page and "1 个案例全部符合预期。" in page
    again = author.get(f"{address}try/?case={case.pk}")
    assert again.context["day"] == case.as_of
    assert [each.value for each in again.context["trial"].decisions] == ["2%"]
    assert "研发补助：2%" in page and "研发补助 = 2" not in page
    # The version's first day is no day of the case's own: it moves with the version.
    author.post(f"{address}try/", {**typed, "as_of": "2026-01-01", "case_name": "上半年"})
    assert SavedCase.objects.get(name="上半年").as_of is None
    assert run_cases(version).failed == 0


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ([("-", "-", "null")], "空（成立的规则给的是空值）"),
        ([(">= 90", "-", "1")], "没有结果（没有规则成立）"),
    ],
)
def test_an_empty_result_says_whether_a_rule_gave_it(author, authors, rules, words):
    version = made(authors.author, authors.unit)
    xml = incoming(rules, policy="unique").xml
    ModelVersion.objects.filter(pk=version.pk).update(xml=xml, digest=digest_of(xml))

    page = author.post(f"/models/versions/{version.pk}/try/", {"in:研发投入占比": "3", "in:企业类型": "高企"})

    assert words in shown(page)


def test_a_tried_case_is_kept_run_and_covers_rules(author, authors):
    version = made(authors.author, authors.unit)
    typed = {"in:研发投入占比": "3", "in:企业类型": "高企", "act": "save", "case_name": "刚好 3%"}

    author.post(f"/models/versions/{version.pk}/try/", typed)

    report = author.get(f"/models/versions/{version.pk}/cases/").context["report"]
    assert [(each.saved.name, each.passed) for each in report.cases] == [("刚好 3%", True)]
    assert [(each.where, each.not_reached) for each in report.coverage] == [("研发补助", (2, 3))]
    assert (report.reached, report.rules) == (1, 3)


def test_a_changed_model_fails_its_cases_and_is_not_released(author, authors, client):
    version = made(authors.author, authors.unit)
    typed = {"in:研发投入占比": "3", "in:企业类型": "高企", "act": "save", "case_name": "刚好 3%"}
    author.post(f"/models/versions/{version.pk}/try/", typed)
    changed = incoming([(">= 4", '"高企"', "10"), *RULES[1:]]).xml
    author.post(f"/models/versions/{version.pk}/xml/", {"xml": changed, "token": "0"})
    version = send_version(version, by=actor(authors.author))

    assert author.get(f"/models/versions/{version.pk}/cases/").context["report"].failed == 1
    second = signed_in(client, authors.second)
    page = second.post(f"/models/versions/{version.pk}/release/", {"digest": version.digest})
    assert page.status_code == 422
    assert "有 1 个案例的结果与预期不符" in shown(page)


def test_cases_go_out_and_come_in_again(author, authors):
    version = made(authors.author, authors.unit)
    typed = {"in:研发投入占比": "3", "in:企业类型": "高企", "act": "save", "case_name": "刚好 3%"}
    author.post(f"/models/versions/{version.pk}/try/", typed)
    data = author.get(f"/models/versions/{version.pk}/cases/xml/").content
    SavedCase.objects.all().delete()

    author.post(f"/models/versions/{version.pk}/cases/import/", {"file": upload(data, "案例.xml")})

    report = author.get(f"/models/versions/{version.pk}/cases/").context["report"]
    assert [(each.saved.name, each.passed) for each in report.cases] == [("刚好 3%", True)]
    bad = author.post(f"/models/versions/{version.pk}/cases/import/", {"file": upload("<a/>", "案例.xml")})
    assert bad.status_code == 422


def test_the_day_of_a_case_goes_out_and_comes_in_again(author, authors):
    version = made(authors.author, authors.unit)
    address = f"/models/versions/{version.pk}/"
    typed = {"in:研发投入占比": "3", "in:企业类型": "高企", "act": "save"}
    author.post(f"{address}try/", {**typed, "case_name": "下半年", "as_of": "2026-08-01"})
    author.post(f"{address}try/", {**typed, "case_name": "首日"})
    data = author.get(f"{address}cases/xml/").content
    SavedCase.objects.all().delete()

    author.post(f"{address}cases/import/", {"file": upload(data, "案例.xml")})

    kept = SavedCase.objects.order_by("pk").values_list("name", "as_of")
    assert [(name, day and str(day)) for name, day in kept] == [("下半年", "2026-08-01"), ("首日", None)]
    assert author.get(f"{address}cases/xml/").content == data


def test_the_version_leads_to_the_provisions_it_puts_into_effect(client, authors):
    text = make_version("一、研发投入占比3%以上的给予补助。", owner=authors.unit)
    provision = make_provision(text, "一、", "研发投入占比3%以上的给予补助。")
    version = made(authors.author, authors.unit, provisions=[provision])
    send_version(version, by=actor(authors.author))

    page = shown(signed_in(client, authors.second).get(f"/models/versions/{version.pk}/"))

    assert "对照条款" in page and "发布" in page
    assert f'href="/versions/{text.pk}/structure/#p-{provision.order}"' in page


def test_the_second_person_sees_and_releases(client, authors):
    version = send_version(made(authors.author, authors.unit), by=actor(authors.author))
    second = signed_in(client, authors.second)
    assert "等您复核" in shown(second.get("/models/"))

    page = second.post(f"/models/versions/{version.pk}/return/", {"reason": ""})
    assert page.status_code == 422
    page = second.post(f"/models/versions/{version.pk}/release/", {"digest": version.digest}, follow=True)

    assert "已发布，内容从现在起固定。" in shown(page)
    assert "第 1 版" in shown(second.get(f"/models/{version.model_id}/?day=2026-03-01"))


def test_the_list_is_searched_filtered_and_exported(author, authors):
    text = make_version("一、给予补助。", owner=authors.unit)
    made(authors.author, authors.unit, provisions=[make_provision(text, "一、", "给予补助。")])
    released(made(authors.author, authors.unit, name="另一个"), authors.author, authors.second)

    def names(query: str) -> set[str]:
        return {row.name for row in author.get(f"/models/{query}").context["table"].page.object_list}

    assert names("") == {"研发补助", "另一个"}
    assert names("?q=研发") == {"研发补助"}
    assert names(f"?q={text.policy.title}") == {"研发补助"}
    assert names("?state=released") == {"另一个"}
    sheet = load_workbook(io.BytesIO(body(author.get("/models/?export=xlsx")))).active
    assert {row[0] for row in sheet.iter_rows(min_row=2, values_only=True)} == {"研发补助", "另一个"}


def test_queries_of_the_list_do_not_grow_with_rows(author, authors):
    made(authors.author, authors.unit, name="一")

    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            author.get("/models/")
        return len(queries)

    author.get("/models/")
    one = count()
    for name in ("二", "三"):
        made(authors.author, authors.unit, name=name)
    assert count() == one


def test_a_new_table_says_what_is_wrong_and_keeps_the_rest(author, authors):
    page = author.post(
        "/models/new/", {"name": "研发补助", "result_1": "3年补助", "type_1": "string", "policy": "sum"}
    )

    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"inputs", "result_1", "policy"}
    assert 'value="研发补助"' in shown(page)
    assert not DecisionModel.objects.exists()


def test_the_template_can_be_filled_and_uploaded(author):
    book = body(author.get("/models/template/"))
    filled = filled_workbook(book, [["≥3%", "高企", "10"]], sheet="示例判定表")

    page = author.post(
        "/models/new/upload/", {"name": "由模板", "file": upload(filled, "模板.xlsx")}, follow=True
    )

    version = ModelVersion.objects.get()
    assert version.digest == digest_of(version.xml)
    assert "不低于 3%" in shown(page)


def test_fields_are_found_by_part_of_their_name(author, authors):
    Field.objects.create(name="研发投入占比", type="number", measure="%", owner=authors.unit)
    Field.objects.create(name="企业类型", type="string", owner=authors.unit)

    options = author.get("/models/field-options/?q=研发").json()

    assert [(each["label"], each["hint"]) for each in options] == [("研发投入占比", "数值，%")]


@pytest.mark.parametrize("page", ["", "try/", "cases/", "compare/", "editor/", "upload/", "dmn/", "xlsx/"])
def test_every_page_of_a_version_opens(author, authors, page):
    version = made(authors.author, authors.unit)

    assert author.get(f"/models/versions/{version.pk}/{page}").status_code == 200


@pytest.mark.parametrize("page", ["", "edit/", "provisions/"])
def test_every_page_of_a_model_opens(author, authors, page):
    text = make_version("一、给予补助。", owner=authors.unit)
    version = made(authors.author, authors.unit, provisions=[make_provision(text, "一、", "给予补助。")])

    assert author.get(f"/models/{version.model_id}/{page}").status_code == 200


def test_what_cannot_be_computed_for_many_stands_among_the_notes(author, authors):
    """The cell is sound: it is not marked as wrong, and the model can be sent."""
    version = made(authors.author, authors.unit, rules=[(">= 3", 'matches(?, "高.")', "10"), ("-", "-", "0")])

    page = shown(author.get(f"/models/versions/{version.pk}/"))

    assert "不能成批计算：“研发补助”使用了 matches，尚不能精确换算成数据库查询。" in page
    assert "研发补助 › 规则 1 › 企业类型" in page
    assert "此处有错" not in page
    assert send_version(version, by=actor(authors.author)).pk == version.pk
