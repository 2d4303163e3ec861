"""The editor's page and what it asks for, answered by the engine; one model, kept in memory."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import include, path
from django.views.decorators.csrf import ensure_csrf_cookie

from luodi.dmn import read
from luodi.feel.names import Scope
from luodi.feel.parser import parse_expression, parse_unary_tests

FIRST = (Path(__file__).parent / "model.dmn").read_text(encoding="utf-8")
STATE: dict[str, Any] = {"xml": FIRST, "version": 1}
FIELDS = [
    {
        "name": name,
        "type": kind,
        "type_words": words,
        "measure": measure,
        "allowed": ",".join(json.dumps(word, ensure_ascii=False) for word in allowed),
        "allowed_words": allowed,
        "subject": "enterprise",
        "owner": "省科技厅",
        "source": "",
        "description": description,
        "aliases": aliases,
    }
    for name, kind, words, measure, allowed, description, aliases in [
        ("成立日期", "date", "日期", "", [], "营业执照上的成立日期", ["注册日期"]),
        ("知识产权类别", "list<string>", "文本列表", "", ["发明专利", "软件著作权"], "", []),
        ("营业收入", "number", "数值", "元", [], "上一年度", ["销售收入"]),
    ]
]


@ensure_csrf_cookie
def page(request: HttpRequest) -> HttpResponse:
    """?readonly: without an address to save to. ?new: the model as it was at first; ?typed: with a column of
    a type of the model's own."""
    if "new" in request.GET:
        STATE.update(xml=FIRST, version=1)
    if "typed" in request.GET:
        own = '<itemDefinition name="营业收入"><typeRef>number</typeRef></itemDefinition>'
        column = 'label="企业类型"><inputExpression id="expression_kind" typeRef="string"><text>企业类型'
        asked = 'label="收入"><inputExpression id="expression_kind" typeRef="营业收入"><text>营业收入'
        xml = FIRST.replace("  <inputData", f"  {own}\n  <inputData", 1).replace(column, asked)
        STATE.update(xml=re.sub(r"<inputValues .*?</inputValues>", "", xml), version=1)
    editor = {
        "xml_url": "/model.dmn",
        "save_url": "" if "readonly" in request.GET else "/save",
        "diagnostics_url": "/diagnostics",
        "fields_url": "/fields",
        "token": str(STATE["version"]),
    }
    return render(request, "editor_site.html", {"editor": editor, "page_title": "编辑器"})


def model(request: HttpRequest) -> HttpResponse:
    return HttpResponse(STATE["xml"], content_type="application/xml; charset=utf-8")


def fields(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"fields": FIELDS})


def diagnostics(request: HttpRequest) -> JsonResponse:
    asked = json.loads(request.body)
    parse = parse_unary_tests if asked["kind"] == "input" else parse_expression
    parsed = parse(asked["text"], Scope([each["name"] for each in asked["names"]]))
    found = [
        {
            **{key: asked[key] for key in ("table", "rule", "column")},
            "message": each.message(),
            "hint": each.hint(),
            "start": each.span.start if each.span else None,
            "end": each.span.end if each.span else None,
        }
        for each in parsed.diagnostics
    ]
    return JsonResponse(found, safe=False)


def save(request: HttpRequest) -> JsonResponse:
    """Refuses an older version; names decisions that would be gone and wants them agreed to."""
    xml, token = request.POST["xml"], request.POST["token"]
    if token != str(STATE["version"]):
        words = "模型已被他人修改，请刷新后再保存。"
        return JsonResponse({"message": words, "review": "/editor"}, status=409)
    now = read(xml.encode())
    faults = [each.message() for each in now.diagnostics if each.severity == "error"]
    if faults:
        return JsonResponse({"message": faults[0]}, status=422)
    kept = {each.name for each in now.definitions.decisions}
    gone = [each.name for each in read(STATE["xml"].encode()).definitions.decisions if each.name not in kept]
    digest = hashlib.sha256(xml.encode()).hexdigest()
    if gone and request.POST.get("confirmed") != digest:
        losses = [{"message": f"决策“{name}”", "where": "关系图"} for name in gone]
        return JsonResponse({"losses": losses, "confirm": digest}, status=422)
    STATE.update(xml=xml, version=STATE["version"] + 1)
    # A place for people, with the ids beside it; and one that is at no cell.
    problems = [
        {
            "message": "没有规则管到 100 万元以下的高新技术企业。",
            "table": "补贴比例",
            "rule": 3,
            "column": 1,
            "table_id": "rate",
            "rule_id": "rule_3",
            "column_id": "column_rd",
            "severity": "warning",
            "start": None,
            "end": None,
        },
        {"message": "模型没有封顶。", "where": "整个模型", "severity": "info"},
    ]
    return JsonResponse({"token": str(STATE["version"]), "problems": problems if "检查" in xml else []})


urlpatterns = [
    path("editor", page),
    path("model.dmn", model),
    path("fields", fields),
    path("diagnostics", diagnostics),
    path("save", save),
    path("", include("luodi_web.urls")),
]
