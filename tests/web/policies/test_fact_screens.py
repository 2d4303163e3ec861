"""The facts screen: who sees and decides what, acts over HTTP, forms that lose nothing, few queries."""

from __future__ import annotations

import json
import re
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luodi_web.people.enums import Role
from luodi_web.people.models import AuditEntry
from luodi_web.policies.domain.fact_deciding import decide_fact
from luodi_web.policies.enums import Decision, FactKind, FactSource, FactState, PolicyVerb
from luodi_web.policies.models import Fact, PolicyVersion
from luodi_web.policies.rules import FACT_PAGE_FACTS
from tests.web.factories import actor, make_unit, make_user, signed_in
from tests.web.policies.fact_texts import FACTS, TEXT, fact, make_confirmed_text, make_read
from tests.web.policies.texts import make_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return make_unit("省科技厅")


@pytest.fixture
def office(client, unit):
    return signed_in(client, make_user("policy", Role.PROVINCE, unit, name="李文"))


@pytest.fixture
def version(unit):
    return make_read(unit)


def post(client, version: PolicyVersion, name: str, *, revision: int | None = None, **fields):
    version.refresh_from_db()
    data = {"revision": version.revision if revision is None else revision, "page": 1, **fields}
    return client.post(f"/versions/{version.pk}/facts/{name}", data, headers={"HX-Request": "true"})


def said(response) -> str:
    return json.loads(response.headers["HX-Trigger"])["ld-toast"]["text"]


def cards(html: str) -> list[str]:
    """What the cards say, in order."""
    found = re.findall(
        r'class="fa-label">([^<]*)</span> <span class="fa-words">([^<]*)</span>', html.replace("&lt;", "<")
    )
    return [f"{label} {words}" for label, words in found]


AMOUNT = {"value-kind": "cap", "value-value": "600", "value-unit": "万元", "value-grade": "新建平台"}


# Who sees what


def test_county_reads_the_facts_and_is_offered_no_act(client, version):
    reader = signed_in(client, make_user("county", Role.COUNTY, make_unit("某县科技局")))

    page = reader.get(f"/versions/{version.pk}/facts/").content.decode()

    assert cards(page) == [words for _path, _words, words in FACTS]
    assert "facts-decide" not in page and "data-do" not in page and "fact-dialog" not in page


@pytest.mark.parametrize("role", [Role.COUNTY, Role.LEADER, Role.ENTERPRISE, Role.EXPERT])
def test_reader_may_not_decide(client, version, role):
    reader = signed_in(client, make_user("reader", role, make_unit("别处")))
    row = fact(version, "省科技厅")

    codes = [
        post(reader, version, "decide/", fact=row.pk, decision="reject").status_code,
        post(reader, version, "accept/", kind="unit").status_code,
        post(reader, version, "undo/").status_code,
        post(reader, version, "add/", start=0, end=4, kind="unit").status_code,
        post(reader, version, f"{row.pk}/", **AMOUNT).status_code,
        post(reader, version, "retry/").status_code,
    ]

    assert codes == [403] * 6
    assert fact(version, "省科技厅").state == FactState.PROPOSED


def test_editor_of_another_unit_may_read_but_not_decide(client, version):
    other = signed_in(client, make_user("other", Role.PROVINCE, make_unit("另一厅")))
    row = fact(version, "省科技厅")

    page = other.get(f"/versions/{version.pk}/facts/")
    codes = [
        post(other, version, "decide/", fact=row.pk, decision="reject").status_code,
        post(other, version, "accept/", kind="unit").status_code,
        post(other, version, "undo/").status_code,
        post(other, version, "add/", start=0, end=4, kind="unit").status_code,
        post(other, version, f"{row.pk}/", **AMOUNT).status_code,
        post(other, version, "retry/").status_code,
    ]

    assert page.status_code == 200 and "facts-decide" not in page.content.decode()
    assert codes == [404] * 6


def test_facts_of_an_open_version_are_promised_not_shown(office, unit, client):
    version = make_version(unit)

    page = office.get(f"/versions/{version.pk}/facts/").content.decode()

    assert "定稿后识别要素" in page and f"/versions/{version.pk}/review/" in page


def test_facts_never_read_are_read_on_demand(office, unit, django_capture_on_commit_callbacks):
    version = make_confirmed_text(unit)
    before = office.get(f"/versions/{version.pk}/facts/").content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        office.post(f"/versions/{version.pk}/facts/retry/")

    after = office.get(f"/versions/{version.pk}/facts/").content.decode()
    assert "还没有识别要素" in before
    assert len(cards(after)) == len(FACTS)


# Acts


def test_deciding_answers_with_the_row_that_changed(office, version):
    row = fact(version, "最高500万元")

    response = post(office, version, "decide/", fact=row.pk, decision="accept")

    html = response.content.decode()
    assert response.status_code == 200
    assert cards(html) == [words for path, _words, words in FACTS if path == "一/一"]
    assert f"待核对 <b>{len(FACTS) - 1}</b> / {len(FACTS)}" in html
    assert fact(version, "最高500万元").state == FactState.ACCEPTED


def test_draft_is_offered_once_every_fact_is_decided(office, version):
    offer = f'action="/versions/{version.pk}/draft/"'
    before = office.get(f"/versions/{version.pk}/facts/").content.decode()

    after = post(office, version, "accept/").content.decode()

    assert (offer in before, offer in after) == (False, True)


def test_accepting_a_kind_and_undoing_it(office, version):
    post(office, version, "accept/", kind=FactKind.UNIT)
    accepted = set(version.facts.filter(state=FactState.ACCEPTED).values_list("words", flat=True))

    post(office, version, "undo/")

    assert accepted == {"省科技厅", "省财政厅"}
    assert not version.facts.exclude(state=FactState.PROPOSED).exists()
    assert AuditEntry.objects.filter(verb=PolicyVerb.FACT_STEP_UNDONE).count() == 1


def test_act_on_an_older_page_is_told_who_was_quicker(office, version):
    colleague = actor(make_user("colleague", name="王工"))
    decide_fact(version, 0, fact(version, "省科技厅").pk, Decision.ACCEPT, by=colleague)

    response = post(
        office, version, "decide/", revision=0, fact=fact(version, "省科技厅").pk, decision="reject"
    )

    assert response.status_code == 409
    assert said(response) == "王工 刚刚改动了这些要素，页面已更新，请再看一眼后重做。"
    assert fact(version, "省科技厅").state == FactState.ACCEPTED


@pytest.mark.parametrize(
    "fields",
    [
        {"fact": "x", "decision": "accept"},
        {"fact": 2**70, "decision": "accept"},
        {"fact": 1, "decision": "whatever"},
        {"decision": "accept"},
    ],
)
def test_broken_act_is_refused(office, version, fields):
    assert post(office, version, "decide/", **fields).status_code == 422
    assert not version.fact_steps.exists()


def test_fact_of_another_version_is_not_decided(office, version, unit):
    other = make_read(unit)

    response = post(office, version, "decide/", fact=fact(other, "省科技厅").pk, decision="reject")

    assert (response.status_code, said(response)) == (409, "这项要素已不在，页面已更新。")
    assert fact(other, "省科技厅").state == FactState.PROPOSED


def test_act_without_script_leads_back_to_the_page(office, version):
    row = fact(version, "省科技厅")

    response = office.post(
        f"/versions/{version.pk}/facts/decide/",
        {"revision": 0, "fact": row.pk, "decision": "accept", "kind_shown": "unit"},
    )

    assert (response.status_code, response.url) == (302, f"/versions/{version.pk}/facts/?kind=unit&page=1")


# The small form


def test_form_shows_money_as_people_write_it(office, version):
    row = fact(version, "最高500万元")

    form = office.get(f"/versions/{version.pk}/facts/{row.pk}/").context["form"]

    assert (form["value"].value(), form["unit"].value(), form["kind"].value()) == ("500", "万元", "cap")


def ask(client, version: PolicyVersion, name: str, **fields):
    """The form as the dialog gets it."""
    data = {"revision": version.revision, "page": 1, **fields}
    return client.get(f"/versions/{version.pk}/facts/{name}", data, headers={"HX-Request": "true"})


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("by", ["kind", "date"]),
        ("from", ["kind", "date"]),
        ("within", ["kind", "amount", "unit"]),
        ("every", ["kind", "amount", "unit"]),
        ("period", ["kind", "date", "until", "amount", "unit"]),
        ("ongoing", ["kind"]),
    ],
)
def test_form_of_a_deadline_asks_what_its_kind_needs(office, version, kind, fields):
    row = fact(version, "到2027年")

    response = ask(office, version, f"{row.pk}/", form_of="deadline", **{"value-kind": kind})

    assert list(response.context["form"].fields) == fields
    assert response.context["form"]["kind"].value() == kind


def test_form_asked_anew_keeps_what_was_typed(office, version):
    row = fact(version, "到2027年")

    response = ask(
        office,
        version,
        f"{row.pk}/",
        form_of="deadline",
        **{"value-kind": "from", "value-date": "2026-05-01"},
    )

    assert response.context["form"]["date"].value() == "2026-05-01"


def test_correcting_the_kind_of_a_deadline_drops_what_it_has_no_use_for(office, version):
    row = fact(version, "到2027年")

    post(
        office,
        version,
        f"{row.pk}/",
        **{"value-kind": "every", "value-amount": "1", "value-unit": "季度", "value-date": "2027-12-31"},
    )

    row.refresh_from_db()
    assert row.values == {"kind": "every", "date": None, "until": None, "amount": "1", "unit": "季度"}


def test_sum_of_a_target_is_corrected_in_the_unit_people_write(office, version):
    row = fact(version, "中试平台30家以上")
    row.values = row.read_values = row.values | {"value": "100000000", "unit": "元"}
    row.save()

    form = ask(office, version, f"{row.pk}/").context["form"]
    shown = {f"value-{name}": form[name].value() or "" for name in form.fields}
    post(office, version, f"{row.pk}/", **shown)

    row.refresh_from_db()
    assert (shown["value-value"], shown["value-unit"]) == ("1", "亿元")
    assert (row.values, row.state) == (row.read_values, FactState.ACCEPTED)


def test_correcting_keeps_exact_money(office, version):
    row = fact(version, "最高500万元")

    response = post(office, version, f"{row.pk}/", **AMOUNT)

    row.refresh_from_db()
    assert response.status_code == 200
    assert row.state == FactState.CORRECTED
    assert row.values == {
        "kind": "cap",
        "value": "6000000",
        "unit": "元",
        "base": None,
        "grade": "新建平台",
        "years": None,
    }
    assert "系统原识别：最高 500 万元" in response.content.decode()


def test_refused_form_keeps_what_was_typed(office, version):
    row = fact(version, "最高500万元")

    response = post(office, version, f"{row.pk}/", **AMOUNT | {"value-value": "六百"})

    html = response.content.decode()
    assert response.status_code == 422
    assert response.context["form"].errors == {"value": ["请填写数字，例如 3000 或 0.5。"]}
    assert 'value="六百"' in html and 'value="新建平台"' in html
    assert Fact.objects.get(pk=row.pk).state == FactState.PROPOSED


def test_form_sent_on_an_older_page_comes_back_ready_to_be_sent_again(office, version):
    colleague = actor(make_user("colleague", name="王工"))
    decide_fact(version, 0, fact(version, "省科技厅").pk, Decision.ACCEPT, by=colleague)
    row = fact(version, "最高500万元")

    first = post(office, version, f"{row.pk}/", revision=0, **AMOUNT)
    second = post(office, version, f"{row.pk}/", revision=first.context["seen"]["revision"], **AMOUNT)

    assert first.status_code == 422 and 'value="新建平台"' in first.content.decode()
    assert second.status_code == 200
    assert fact(version, "最高500万元").state == FactState.CORRECTED


@pytest.mark.parametrize(
    ("words", "fields", "errors"),
    [
        ("到2027年", {"value-kind": "by"}, {"date": ["请填写日期。"]}),
        ("到2027年", {"value-kind": "within"}, {"amount": ["请填写多久。"], "unit": ["请选择时间单位。"]}),
        (
            "到2027年",
            {"value-kind": "period", "value-date": "2027-01-01", "value-until": "2026-01-01"},
            {"until": ["不能早于起始日期。"]},
        ),
        (
            "按研发投入的20%",
            {"value-kind": "rate", "value-value": "20", "value-unit": "万元"},
            {"unit": ["按比例的，单位请选百分号。"]},
        ),
        (
            "最高500万元",
            {"value-kind": "match", "value-value": "1", "value-unit": "元"},
            {"unit": ["配套的单位请选“1∶”或百分号。"]},
        ),
        ("自2026年1月1日起施行，有效期3年", {}, {"valid_from": ["请至少填写一项。"]}),
    ],
)
def test_values_that_cannot_be_are_refused_at_their_field(office, version, words, fields, errors):
    response = post(office, version, f"{fact(version, words).pk}/", **fields)

    assert (response.status_code, response.context["form"].errors) == (422, errors)


def test_adding_from_the_text(office, version):
    start = TEXT.index("新建平台")
    asked = office.get(
        f"/versions/{version.pk}/facts/add/",
        {"start": start, "end": start + 4, "kind": "unit", "revision": 0, "page": 1},
        headers={"HX-Request": "true"},
    )

    response = post(
        office,
        version,
        "add/",
        start=start,
        end=start + 4,
        kind="unit",
        **{"value-name": "新建平台", "value-role": "joint"},
    )

    row = version.facts.get(source=FactSource.PERSON)
    assert 'value="新建平台"' in asked.content.decode()
    assert response.status_code == 200 and "配合单位 新建平台" in cards(response.content.decode())
    assert (row.words, row.provision.path) == ("新建平台", "一/一")


def test_adding_without_a_selection_says_what_to_do(office, version):
    response = office.get(f"/versions/{version.pk}/facts/add/", headers={"HX-Request": "true"})

    assert response.status_code == 200
    assert "请先在原文中选中说明这项要素的文字。" in response.content.decode()


# Filters, Excel, queries


def test_filter_narrows_the_page_and_the_counts(office, version):
    page = office.get(f"/versions/{version.pk}/facts/?kind=unit")

    assert cards(page.content.decode()) == ["牵头单位 省科技厅", "配合单位 省财政厅"]
    tabs = {str(tab["label"]): tab["count"] for tab in page.context["state_tabs"]}
    assert tabs == {"全部": 2, "待核对": 2, "已认可": 0, "已更正": 0, "不认可": 0}


def test_unknown_filters_ask_for_everything(office, version):
    page = office.get(f"/versions/{version.pk}/facts/?kind=x&state=%00&page=99999999999&at=x")

    assert len(cards(page.content.decode())) == len(FACTS)


def test_export_has_what_the_page_shows(office, version):
    response = office.get(f"/versions/{version.pk}/facts/?kind=unit&export=xlsx")

    sheet = openpyxl.load_workbook(BytesIO(b"".join(response.streaming_content))).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(max_col=4)]
    assert rows == [
        ["条款", "条款标题", "类别", "内容"],
        ["第一部分第（一）项", "建设中试平台", "牵头单位", "省科技厅"],
        ["第一部分第（一）项", "建设中试平台", "配合单位", "省财政厅"],
    ]


def test_queries_do_not_grow_with_facts(office, unit):
    few = make_read(unit, "一、支持企业。给予最高5万元补助。\n")
    many = make_read(unit, "".join(f"{n}、支持企业。给予最高{n}万元补助。\n" for n in "一二三四五六七八九"))
    assert (few.facts.count(), many.facts.count()) == (1, 9)
    office.get(f"/versions/{few.pk}/facts/")

    def queries(version: PolicyVersion) -> int:
        with CaptureQueriesContext(connection) as caught:
            office.get(f"/versions/{version.pk}/facts/")
        return len(caught)

    def queries_of_act(version: PolicyVersion) -> int:
        with CaptureQueriesContext(connection) as caught:
            post(office, version, "accept/", kind="amount")
        return len(caught)

    assert queries(few) == queries(many)
    assert queries_of_act(few) == queries_of_act(many)


def test_thousands_of_facts_are_shown_by_the_page(office, unit):
    few = make_read(unit, "一、支持企业。给予最高5万元补助。\n")
    parts = "".join(f"（{n}）支持企业。给予最高{n}万元补助。\n" for n in range(1, 2_201))
    many = make_read(unit, f"一、支持\n{parts}二、附则\n本措施自2026年1月1日起施行。\n")
    assert many.facts.count() > 2_000
    office.get(f"/versions/{few.pk}/facts/")

    with CaptureQueriesContext(connection) as of_few:
        office.get(f"/versions/{few.pk}/facts/")
    with CaptureQueriesContext(connection) as of_many:
        page = office.get(f"/versions/{many.pk}/facts/?page=2")

    assert len(of_many) == len(of_few)
    assert len(cards(page.content.decode())) <= FACT_PAGE_FACTS
    assert [str(one) for one in page.context["facts_page"].sections] == ["一、支持", "二、附则"]
    assert str(page.context["facts_page"].section) == "一、支持"
