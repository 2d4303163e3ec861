"""Pages and answers of the gallery: every component with content as it is in life."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import include, path
from serve import CSP

Get = Callable[[HttpRequest], HttpResponseBase]

UNITS = [
    "武汉市", "黄石市", "十堰市", "宜昌市", "襄阳市", "鄂州市", "荆门市", "孝感市", "荆州市", "黄冈市", "咸宁市",
    "随州市", "恩施土家族苗族自治州", "仙桃市", "潜江市", "天门市", "神农架林区",
]  # fmt: skip
LIGHTS = ["green", "green", "blue", "yellow", "green", "grey", "red", "green"]
TASKS = [
    ("制定政策宣传月活动方案", "省科技厅", "宣传推介", 100),
    ("创建武汉具有全国影响力的科技创新中心", "武汉市人民政府", "平台建设", 62),
    ("制订《光谷科技创新大走廊建设推进工作方案》", "省科技厅", "平台建设", 45),
    ("布局建设一批省级高新区", "省科技厅", "政策兑现", 30),
    ("组织实施高新技术企业“十百千万”行动", "各市、州科技局", "政策兑现", 71),
    ("研究提出完善科技项目管理的实施方案", "省科技厅", "改革落地", None),
    ("定期通报“1+4”创新政策进展情况", "省科技创新办公室", "督办落实", 15),
    ("推进创新型市、县建设", "各市、州人民政府", "政策兑现", 88),
]


class TaskForm(forms.Form):
    title = forms.CharField(
        label="任务内容",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="一项任务只写一件能追责到底的事。",
    )
    deadline = forms.DateField(label="办结期限", widget=forms.DateInput(attrs={"type": "date"}))
    budget = forms.DecimalField(label="补助上限", required=False, help_text="没有就留空，不要填零。")
    stream = forms.ChoiceField(
        label="工作线", choices=[("1", "抓宣传推介"), ("2", "抓平台建设"), ("3", "抓政策兑现")]
    )
    period = forms.ChoiceField(
        label="报告周期", widget=forms.RadioSelect, choices=[("m", "每月"), ("q", "每季度"), ("h", "每半年")]
    )
    public = forms.BooleanField(label="进展向社会公开", required=False)


class FileForm(forms.Form):
    document = forms.FileField(
        label="政策文件", help_text="支持文本、网页、文字处理文档和版式文件，单个不超过 20 MB。"
    )


def _nav(request: HttpRequest) -> list[dict[str, Any]]:
    entries = [
        ("今日", "house", 5, ""), ("政策库", "book-open-text", 0, "政策"), ("任务分解", "list-tree", 0, "督办"),
        ("任务看板", "clipboard-list", 12, ""), ("单位", "building-2", 0, ""), ("通报与督办函", "megaphone", 0, ""),
        ("领导一页", "chart-column", 0, ""), ("用户与授权", "users-round", 0, "管理"), ("审计记录", "shield-check", 0, ""),
    ]  # fmt: skip
    return [
        {
            "label": label,
            "icon": icon,
            "badge": badge,
            "group": group,
            "url": "/",
            "current": "page" if label == "任务看板" else "",
        }
        for label, icon, badge, group in entries
    ]


def _rows() -> list[dict[str, Any]]:
    today = date(2026, 3, 2)
    return [
        {
            "no": f"{i % 5 + 1}.{i // 5 + 1}", "title": title, "lead": lead, "stream": stream, "percent": percent,
            "light": LIGHTS[i], "deadline": today + timedelta(days=i * 9 - 12), "id": i + 1,
        }
        for i, (title, lead, stream, percent) in enumerate(TASKS)
    ]  # fmt: skip


def bell(request: HttpRequest) -> HttpResponse:
    """The list under the bell, with nothing in it."""
    return HttpResponse('<p class="ld-menu-head">没有未读通知</p>')


def gallery(request: HttpRequest) -> HttpResponse:
    """The whole gallery."""
    form = TaskForm({"title": "", "deadline": "2021-13-40", "stream": "2", "period": "q"})
    form.is_valid()
    context = {
        "page_title": "“1+4”创新政策任务看板",
        "page_lead": "省科技厅牵头，17 个市、州和 103 个县（市、区）承办。数据截至 2026 年 3 月 2 日 9 时。",
        "breadcrumb": [{"label": "首页", "url": "/"}, {"label": "督办", "url": "/"}, {"label": "任务看板"}],
        "nav_items": _nav(request),
        "unread_count": 3,
        "package_items": [
            {"label": "“1+4”创新政策", "url": "/", "current": True},
            {"label": "科技成果转化三年行动", "url": "/"},
        ],
        "package_name": "“1+4”创新政策",
        "user_post": "省科技创新办公室 · 督办专员",
        "messages": [
            Message("success", "已保存。"),
            Message("warning", "节假日表只维护到 2026 年 12 月，请管理员补充。"),
        ],
        "form": form,
        "fresh_form": TaskForm(auto_id="new_%s"),
        "file_form": FileForm(),
        "rows": _rows(),
        "page": Paginator(range(116), 15).page(2),
        "chips": [
            {"label": "工作线：政策兑现", "remove_url": "/"},
            {"label": "灯：红、黄", "remove_url": "/"},
        ],
        "tabs": [
            {"label": "全部", "url": "/", "current": True, "count": 116},
            {"label": "待签收", "url": "/", "count": 4},
            {"label": "待审核", "url": "/", "count": 9},
            {"label": "已销号", "url": "/", "count": 0},
        ],
        "facts": [
            ("牵头单位", "省科技厅"),
            ("配合单位", "省发改委、省财政厅"),
            ("办结期限", "2026年6月30日"),
            ("佐证材料", None),
        ],
        "entries": [
            {
                "when": "3月2日 09:12",
                "who": "襄阳市科技局 周敏",
                "what": "报送进展：62%",
                "light": "green",
                "text": "已召开宣讲会 6 场，覆盖高新区和 4 个县。",
            },
            {"when": "2月24日 16:40", "who": "省科技创新办公室", "what": "发出提示函", "light": "yellow"},
            {"when": "2月10日 08:55", "who": "襄阳市科技局 周敏", "what": "签收任务", "light": "blue"},
        ],
        "counts": {"green": 71, "blue": 18, "yellow": 14, "red": 6, "grey": 7},
        "chosen": [{"value": "1", "label": "武汉市科技局"}, {"value": "5", "label": "襄阳市科技局"}],
        "map_rows": [
            {
                "name": name,
                "light": LIGHTS[i % 8],
                "text": f"{3 + i % 5} 项任务，超期 {1 if LIGHTS[i % 8] == 'red' else 0} 项",
                "url": f"/#unit-{i}",
            }
            for i, name in enumerate(UNITS)
        ],
        "chart": {
            "legend": {"top": 0},
            "xAxis": {"type": "category", "data": ["10月", "11月", "12月", "1月", "2月", "3月"]},
            "yAxis": {"type": "value", "name": "项"},
            "series": [
                {"type": "bar", "name": "应报", "data": [98, 104, 110, 116, 116, 116]},
                {"type": "bar", "name": "已报", "data": [91, 99, 108, 109, 112, 87]},
            ],
        },
        "bulk_buttons": [
            {"value": "remind", "label": "发提示"},
            {"value": "close", "label": "销号", "confirm": "确定把选中的任务销号吗？"},
        ],
    }
    request.user = SimpleUser()
    return render(request, "gallery.html", context)


class Message:
    """What django.contrib.messages hands to a template."""

    def __init__(self, level_tag: str, text: str) -> None:
        self.level_tag, self.text, self.extra_tags = level_tag, text, ""

    def __str__(self) -> str:
        return self.text


class SimpleUser:
    """A signed-in person."""

    is_authenticated = True

    def __str__(self) -> str:
        return "周敏"


def sign_in(request: HttpRequest) -> HttpResponse:
    """The plain layout with a sign-in form."""

    class SignIn(forms.Form):
        login = forms.CharField(label="用户名", widget=forms.TextInput(attrs={"autocomplete": "username"}))
        password = forms.CharField(
            label="密码", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
        )

    return render(request, "gallery_sign_in.html", {"form": SignIn(), "page_title": "登录"})


def units(request: HttpRequest) -> JsonResponse:
    """Units whose name holds the text, as <ld-unit-picker> asks for them."""
    text = request.GET.get("q", "")
    found = [name for name in UNITS if text in name]
    return JsonResponse(
        [{"value": f"{UNITS.index(name)}", "label": f"{name}科技局", "hint": "市、州"} for name in found],
        safe=False,
    )


def order(request: HttpRequest) -> HttpResponse:
    """Take a new order; the fourth workstream is refused, to show that it goes back."""
    return HttpResponse(status=409 if request.POST.get("moved") == "4" else 204)


def upload(request: HttpRequest) -> JsonResponse:
    """Accept any file but an empty one."""
    file = request.FILES.get("document")
    if not file or b"\0" in file.read(1024):
        return JsonResponse({"error": "文件不是文字材料，请检查后重新上传。"}, status=400)
    return JsonResponse({})


def with_csp(get_response: Get) -> Get:
    """The same policy as the platform, so that a violation shows here first."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response["Content-Security-Policy"] = CSP
        return response

    return middleware


staff = (
    [
        path("", gallery, name="today"),
        path("notifications/", gallery, name="notifications"),
        path("notifications/bell", bell, name="notifications_bell"),
    ],
    "staff",
)
urlpatterns = [
    path("", include(staff)),
    path("sign-in/", sign_in),
    path("units", units),
    path("order", order),
    path("upload", upload),
]
