"""Changing a model's content: uploads, the editor, what waits for a word; and what was changed, in words."""

from __future__ import annotations

import pytest
from lxml import etree

from luodi_web.decisions.domain.changes import changes_in_words
from luodi_web.decisions.domain.content import content_from, digest_of
from luodi_web.decisions.models import ModelVersion, PendingSave
from tests.web.decisions.making import (
    RULES,
    body,
    filled_workbook,
    incoming,
    made,
    released,
    shown,
    upload,
)

pytestmark = pytest.mark.django_db


def test_all_readings_of_a_workbook_are_listed_before_and_after_saving(author, authors):
    version = made(authors.author, authors.unit)
    address = f"/models/versions/{version.pk}/"
    rows = [[f"≥{number}%", "高企", "10%"] for number in range(1, 15)] + [["≥ 没有这个数", "高企", "1"]]
    book = filled_workbook(body(author.get(f"{address}xlsx/")), rows)
    fewer = [row for row in RULES if row[1] != '"规上"']
    ModelVersion.objects.filter(pk=version.pk).update(
        xml=(now := incoming([*fewer, *[("-", "-", str(number)) for number in range(20)]]).xml),
        digest=digest_of(now),
    )

    asked = author.post(f"{address}upload/", {"file": upload(book, "x.xlsx"), "revision": 0}, follow=True)

    before = shown(asked)
    assert asked.redirect_chain == [(f"{address}pending/", 302)]
    assert all(f"写的是“≥{number}%”" in before for number in range(1, 15))
    assert "1 处错误" in before and "没有这个数" in before
    kept = {"revision": 0, "shown": asked.context["shown"], "act": "keep"}
    assert author.post(f"{address}pending/", kept).status_code == 302
    for _reload in range(2):
        after = shown(author.get(address))
        assert all(f"写的是“≥{number}%”" in after for number in range(1, 15))


def test_readings_stay_after_a_save_in_the_editor_until_they_were_looked_over(author, authors):
    version = made(authors.author, authors.unit)
    address = f"/models/versions/{version.pk}/"
    rows = [["≥3%", "高企", "10%"], ["≥5%", '"高企"', "20"], ["-", '"规上"', "5"]]
    book = filled_workbook(body(author.get(f"{address}xlsx/")), rows)
    author.post(f"{address}upload/", {"file": upload(book, "x.xlsx"), "revision": 0})
    version.refresh_from_db()
    assert len(version.readings) == 4
    edited = version.xml.replace("&gt;= 5", "&gt;= 6")
    assert edited != version.xml

    author.post(f"{address}xml/", {"xml": edited, "token": str(version.revision)})

    version.refresh_from_db()
    assert [each["where"] for each in version.readings] == [
        "研发补助 › 规则 1 › 研发投入占比（%）",
        "研发补助 › 规则 1 › 企业类型",
        "研发补助 › 规则 1 › 补助比例（%）",
    ]
    assert "已核对，不再显示" in shown(author.get(address))
    author.post(f"{address}readings/")
    version.refresh_from_db()
    assert version.readings == []
    page = shown(author.get(address))
    assert "已核对，不再显示" not in page and "核对文件的读法" in page


def test_an_upload_that_loses_rules_asks_first(author, authors):
    version = made(authors.author, authors.unit)
    address = f"/models/versions/{version.pk}/upload/"

    page = author.post(address, {"file": upload(incoming(RULES[:1]).xml), "revision": 0}, follow=True)

    assert page.redirect_chain == [(f"/models/versions/{version.pk}/pending/", 302)]
    assert "保存后会没有的内容" in shown(page)
    kept = page.context["shown"]
    author.post(f"/models/versions/{version.pk}/pending/", {"revision": 0, "shown": kept, "act": "keep"})
    assert ModelVersion.objects.get().xml == incoming(RULES[:1]).xml


def test_only_what_the_page_showed_is_confirmed(author, authors):
    version = made(authors.author, authors.unit)
    address = f"/models/versions/{version.pk}/"
    author.post(f"{address}upload/", {"file": upload(incoming(RULES[:1]).xml), "revision": 0})

    page = author.post(f"{address}pending/", {"revision": 0, "shown": "0" * 64, "act": "keep"})

    assert "内容又有变化" in shown(page)
    assert ModelVersion.objects.get().revision == 0
    author.post(f"{address}pending/", {"act": "drop"})
    assert not PendingSave.objects.exists()


def test_a_file_that_is_none_names_what_is_wrong(author, authors):
    version = made(authors.author, authors.unit)

    page = author.post(
        f"/models/versions/{version.pk}/upload/", {"file": upload("<definitions"), "revision": 0}
    )

    assert page.status_code == 422
    assert "文件里要改的地方" in shown(page)


def test_the_editor_saves_by_token_and_tells_losses(author, authors):
    version = made(authors.author, authors.unit)
    address = f"/models/versions/{version.pk}/xml/"
    given = author.get(address)
    assert (given["Content-Type"], given["X-Luodi-Revision"]) == ("application/xml; charset=utf-8", "0")
    more = incoming([*RULES, ("-", '"其他"', "1")]).xml

    saved = author.post(address, {"xml": more, "token": "0"})
    assert (saved.status_code, saved.json()["token"]) == (200, "1")
    assert {each["severity"] for each in saved.json()["problems"]} == {"info"}

    stale = author.post(address, {"xml": incoming().xml, "token": "0"})
    assert stale.status_code == 409
    assert "编制人在您打开之后保存过" in stale.json()["message"]
    assert "全部差别" in shown(author.get(stale.json()["review"]))

    # A rule that is deleted is seen to go; a column that is gone may have been dropped by the editor.
    fewer = author.post(address, {"xml": incoming().xml, "token": "1"})
    assert (fewer.status_code, fewer.json()["token"]) == (200, "2")
    lossy = author.post(address, {"xml": _without_column(incoming().xml), "token": "2"})
    assert lossy.status_code == 422
    assert any("企业类型" in each["message"] for each in lossy.json()["losses"])
    confirmed = {
        "xml": _without_column(incoming().xml),
        "token": "2",
        "confirmed": lossy.json()["confirm"],
    }
    assert author.post(address, confirmed).json()["token"] == "3"


def test_the_editors_losses_are_told_in_words(author, authors):
    version = made(authors.author, authors.unit)
    root = etree.fromstring(incoming().xml.encode())
    for values in root.findall(".//{*}allowedValues"):
        values.getparent().remove(values)
    xml = etree.tostring(root, encoding="unicode")

    lossy = author.post(f"/models/versions/{version.pk}/xml/", {"xml": xml, "token": "0"})

    assert lossy.status_code == 422
    assert [each["message"] for each in lossy.json()["losses"]] == ["允许值：删去 高企或规上或其他"]


def _without_column(xml: str) -> str:
    """The model without the second condition of its table."""
    root = etree.fromstring(xml.encode())
    model = "{https://www.omg.org/spec/DMN/20191111/MODEL/}"
    table = root.find(f".//{model}decisionTable")
    table.remove(table.findall(f"{model}input")[1])
    for rule in table.findall(f"{model}rule"):
        rule.remove(rule.findall(f"{model}inputEntry")[1])
    return etree.tostring(root, encoding="unicode")


def test_the_editor_refuses_what_is_no_model(author, authors):
    version = made(authors.author, authors.unit)
    address = f"/models/versions/{version.pk}/xml/"

    broken = author.post(address, {"xml": "<a", "token": "0"})

    assert broken.status_code == 422
    assert [each["code"] for each in broken.json()["problems"]] == ["DMN001"]
    assert author.post(address, {"xml": "<a/>", "token": "x"}).status_code == 422


def test_versions_are_compared_in_words(author, authors):
    first = released(made(authors.author, authors.unit), authors.author, authors.second)
    author.post(f"/models/{first.model_id}/draft/")
    second = ModelVersion.objects.get(number=2)
    changed = incoming([(">= 3", '"高企"', "10"), (">= 4", '"高企"', "20"), RULES[2]]).xml
    author.post(f"/models/versions/{second.pk}/xml/", {"xml": changed, "token": "0"})

    page = author.get(f"/models/versions/{second.pk}/compare/")

    [change] = page.context["changes"]
    assert (change.where, change.words) == (
        "研发补助 › 规则 2 › 研发投入占比（%）",
        "不低于 5% 改为 不低于 4%",
    )
    assert 'title="&gt;= 5 改为 &gt;= 4"' in shown(page)


def test_new_and_removed_rules_and_values_are_compared_in_words(authors):
    before = content_from(incoming(RULES).xml)
    after = content_from(incoming([RULES[1], ("[1..2]", '"规上"', "5"), ("-", "-", "0.5")]).xml)
    narrower = content_from(incoming(RULES).xml.replace('"高企", "规上", "其他"', '"高企", "规上"'))

    told = [each.words for each in changes_in_words(before, after, {})]
    values = [each.words for each in changes_in_words(before, narrower, {})]

    assert told == [
        "不限 改为 1% 至 2%",
        "新增规则：任何情况 → 补助比例 0.5%",
        "删去规则：研发投入占比 不低于 3%，企业类型 高企 → 补助比例 10%",
    ]
    assert values == ["允许值：高企或规上或其他 改为 高企或规上"]
