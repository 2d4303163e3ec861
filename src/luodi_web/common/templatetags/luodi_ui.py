"""Tags for the small parts of a screen: icons, lights, badges, progress, sortable headings, pages.

Parameters and examples: docs/explanation/design-system.md.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.core.paginator import Page
from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from luodi_web.common.templatetags.luodi_assets import asset_url

register = template.Library()

LIGHT_WORDS = {
    "green": _("绿灯"),
    "blue": _("蓝灯"),
    "yellow": _("黄灯"),
    "red": _("红灯"),
    "grey": _("未亮灯"),
}
TONES = {"", "accent", "success", "info", "warning", "danger", "outline"}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite (names: assets/icons.json). Without a label it is hidden from screen readers."""
    href = f"{asset_url('icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="ld-icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, href
        )
    return format_html('<svg class="ld-icon" aria-hidden="true"><use href="{}"/></svg>', href)


@register.filter
def figure(value: Decimal | None) -> str:
    """A number with marks between its thousands and no noughts at its end; a dash for none."""
    if value is None:
        return "—"
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@register.simple_tag
def light(value: str, label: str = "", pill: bool = True) -> SafeString:
    """A light: shape, colour and words.

    value: green, blue, yellow, red or grey. label replaces its usual words.
    """
    if value not in LIGHT_WORDS:
        raise template.TemplateSyntaxError(f"no light named {value!r}; there are {', '.join(LIGHT_WORDS)}")
    return format_html(
        '<span class="ld-light ld-is-{}{}">{}{}</span>',
        value,
        " ld-light-pill" if pill else "",
        icon(f"light-{value}"),
        label or LIGHT_WORDS[value],
    )


@register.simple_tag
def badge(text: str, tone: str = "", icon_name: str = "") -> SafeString:
    """A short word about a thing. tone: accent, success, info, warning, danger, outline, or none for grey."""
    if tone not in TONES:
        raise template.TemplateSyntaxError(f"no badge tone {tone!r}; there are {', '.join(sorted(TONES))}")
    return format_html(
        '<span class="ld-badge{}">{}{}</span>',
        f" ld-badge-{tone}" if tone else "",
        icon(icon_name) if icon_name else "",
        text,
    )


@register.simple_tag
def progress(percent: Decimal | float | int | None, light: str = "", label: str = "") -> SafeString:
    """A bar with its figure. None is not zero: it says 未填报. light colours the bar as that light."""
    if percent is None:
        return format_html('<span class="ld-quiet">{}</span>', gettext("未填报"))
    shown = max(0, min(100, round(percent)))
    return format_html(
        '<span class="ld-progress{}"><progress max="100" value="{}" aria-label="{}"></progress>'
        "<span>{}%</span></span>",
        f" ld-is-{light}" if light else "",
        shown,
        label or gettext("完成进度"),
        shown,
    )


def _query(context: template.Context, **changes: Any) -> str:
    request = context.get("request")
    query = request.GET.copy() if request else QueryDict(mutable=True)
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def query_with(context: template.Context, **changes: Any) -> str:
    """This page's query string with some parameters changed; an empty value removes one."""
    return _query(context, **changes)


@register.simple_tag(takes_context=True)
def sort_header(context: template.Context, key: str, label: str, css: str = "") -> SafeString:
    """A sortable column heading, the whole <th>. The view sorts by ``?sort=key`` or ``?sort=-key``.

    The link keeps the other parameters but returns to page 1.
    """
    request = context.get("request")
    current = request.GET.get("sort", "") if request else ""
    state, target, mark, says = {
        key: ("ascending", f"-{key}", "arrow-up", gettext("升序，点击改为降序")),
        f"-{key}": ("descending", key, "arrow-down", gettext("降序，点击改为升序")),
    }.get(current, ("none", key, "chevrons-up-down", gettext("点击按此列排序")))
    return format_html(
        '<th scope="col" aria-sort="{}" class="{}"><a class="ld-sort" href="{}" title="{}">{}{}</a></th>',
        state,
        css,
        _query(context, sort=target, page=None),
        says,
        label,
        icon(mark),
    )


@register.simple_tag
def light_stripe(counts: dict[str, int]) -> SafeString:
    """Shares of the five lights as one bar, with the counts in words. counts: light → number of things."""
    present = [(value, counts[value]) for value in LIGHT_WORDS if counts.get(value)]
    bars = format_html_join(
        "", '<span class="ld-is-{}" style="flex: {}"></span>', ((value, count) for value, count in present)
    )
    words = format_html_join(
        "",
        "<span>{} {}</span>",
        ((light(value, pill=False), count) for value, count in present),
    )
    return format_html(
        '<div class="ld-stripe" aria-hidden="true">{}</div><div class="ld-legend">{}</div>', bars, words
    )


@register.simple_tag
def page_numbers(page: Page[Any]) -> list[int | str]:
    """The page numbers a pager offers, with the paginator's ellipsis where some are left out."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))
