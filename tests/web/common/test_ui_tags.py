"""Tags and partials of the design system, drawn without a browser."""

from __future__ import annotations

import re

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import render_to_string
from django.test import RequestFactory


def draw(source: str, path: str = "/tasks/", **context: object) -> str:
    """The template drawn for a request of this path, icons' addresses left out."""
    request = RequestFactory().get(path)
    text = Template("{% load luodi_ui %}" + source).render(Context({"request": request, **context}))
    return re.sub(r'href="[^"]*#', 'href="#', text)


def test_light_says_shape_colour_and_words() -> None:
    assert draw("{% light 'red' %}") == (
        '<span class="ld-light ld-is-red ld-light-pill">'
        '<svg class="ld-icon" aria-hidden="true"><use href="#light-red"/></svg>红灯</span>'
    )


def test_light_with_an_unknown_colour_names_the_known_ones() -> None:
    with pytest.raises(TemplateSyntaxError, match="no light named 'amber'; there are green, blue, yellow"):
        draw("{% light 'amber' %}")


def test_badge_text_is_escaped() -> None:
    assert draw("{% badge text %}", text="<b>") == '<span class="ld-badge">&lt;b&gt;</span>'


def test_progress_of_none_is_not_zero() -> None:
    assert draw("{% progress value %}", value=None) == '<span class="ld-quiet">未填报</span>'


@pytest.mark.parametrize(("percent", "shown"), [(0, 0), (61.5, 62), (140, 100), (-3, 0)])
def test_progress_figure_stays_between_0_and_100(percent: float, shown: int) -> None:
    assert f'value="{shown}"' in draw("{% progress value %}", value=percent)


@pytest.mark.parametrize(
    ("query", "state", "link"),
    [
        ("?light=red&page=3", "none", "?light=red&amp;sort=deadline"),
        ("?sort=deadline", "ascending", "?sort=-deadline"),
        ("?sort=-deadline", "descending", "?sort=deadline"),
        ("?sort=title", "none", "?sort=deadline"),
    ],
)
def test_sort_header_turns_the_order_keeps_the_filter_and_returns_to_page_1(
    query: str, state: str, link: str
) -> None:
    drawn = draw("{% sort_header 'deadline' '办结期限' %}", f"/tasks/{query}")

    assert re.findall(r'aria-sort="(\w+)"|<a class="ld-sort" href="([^"]*)"', drawn) == [
        (state, ""),
        ("", link),
    ]


def test_pager_of_many_pages_leaves_some_out_and_keeps_the_filter() -> None:
    page = Paginator(range(116), 10).page(6)

    drawn = draw("{% include 'base/components/pager.html' %}", "/tasks/?light=red&page=6", page=page)

    assert "共 116 条，本页第 51—60 条" in drawn
    assert re.findall(r'href="\?light=red&amp;page=(\d+)"', drawn) == ["5", "1", "5", "7", "12", "7"]
    assert drawn.count("…") == 2


class ReportForm(forms.Form):
    percent = forms.IntegerField(label="完成进度", help_text="填 0 至 100 的整数。")
    period = forms.ChoiceField(
        label="周期", widget=forms.RadioSelect, choices=[("m", "每月"), ("q", "每季度")]
    )


def test_field_with_an_error_points_to_its_help_and_error() -> None:
    form = ReportForm({"percent": "八成", "period": "m"})

    drawn = render_to_string("base/components/field.html", {"field": form["percent"]})

    described = re.search(r'aria-describedby="([^"]*)"', drawn)
    assert described is not None
    assert sorted(described[1].split()) == sorted(re.findall(r' id="(id_percent_(?:helptext|error))"', drawn))
    assert 'aria-invalid="true"' in drawn
    assert '<label class="ld-label" for="id_percent"' in drawn


def test_field_of_several_boxes_is_a_group_with_a_legend() -> None:
    drawn = render_to_string("base/components/field.html", {"field": ReportForm()["period"]})

    assert drawn.startswith('<fieldset class="ld-field"><legend')


def test_error_summary_links_to_the_fields_and_is_absent_without_errors() -> None:
    wrong = render_to_string("base/components/error_summary.html", {"form": ReportForm({})})
    fresh = render_to_string("base/components/error_summary.html", {"form": ReportForm()})

    assert re.findall(r'<a href="#([^"]*)">([^<]*)</a>', wrong) == [
        ("id_percent", "完成进度"),
        ("id_period_0", "周期"),
    ]
    assert fresh.strip() == ""
