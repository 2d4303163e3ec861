"""Extraction and check of the catalogues."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo

from tools import messages


def extracted(template: str) -> list[object]:
    found = messages.template_messages(io.BytesIO(template.encode()), (), (), {})
    return [(line, name, arguments) for line, name, arguments, _comments in found]


def test_template_messages_finds_tags_filters_and_blocks() -> None:
    template = (
        '{% load i18n %}<p title="{% translate "标题" %}">\n'
        '{{ _("变量") }} {% include "x.html" with label=_("参数") %}\n'
        "{% blocktranslate count n=rows|length trimmed %}\n  共 {{ n }} 行\n"
        "{% plural %}\n  共 {{ n }} 行\n{% endblocktranslate %}"
        '{% translate "月" context "日历" %}{# {% translate "注释" %} #}'
    )

    assert extracted(template) == [
        (1, "gettext", "标题"),
        (2, "_", "变量"),
        (2, "_", "参数"),
        (3, "ngettext", ["共 %(n)s 行", "共 %(n)s 行"]),
        (7, "pgettext", ["日历", "月"]),
    ]


def test_template_messages_keeps_quotes_and_percent_signs() -> None:
    assert extracted("{% translate \"完成 50% '以上'\" %}") == [(1, "gettext", "完成 50%% '以上'")]


def test_python_messages_takes_literal_arguments_only() -> None:
    code = b'_("a" "b"); ngettext("c", "d", 2); _(table["e"]); other("f"); pgettext("g", "h")'

    found = messages.python_messages(io.BytesIO(code), (), (), {})

    assert [(name, words) for _line, name, words, _comments in found] == [
        ("_", "ab"),
        ("ngettext", ["c", "d", None]),
        ("pgettext", ["g", "h"]),
    ]


def test_extraction_reads_python_and_templates_of_the_platform() -> None:
    catalog = messages.extract_messages()

    # One string of a model, one of a template.
    assert "省级政策人员" in catalog
    assert catalog["省级政策人员"].locations == [("people/enums.py", 0)]


def test_check_names_every_kind_of_fault() -> None:
    wanted, catalog = Catalog(), Catalog(locale="en")
    for text in ("甲", "乙", "丙 %(n)d", "丁", "戊"):
        wanted.add(text)
    catalog.add("乙", "")
    catalog.add("丙 %(n)d", "c %(m)d")
    catalog.add("丁", "丁 d")
    catalog.add("戊", "e", flags=["fuzzy"])
    catalog.add("己", "f")

    assert messages.check_catalog(wanted, catalog) == [
        "Chinese in the English: 丁 → ('丁 d',)",
        "fuzzy: 戊",
        "no longer in the code (make messages): 己",
        "not in the catalogue (make messages): 甲",
        "other placeholders: 丙 %(n)d → ('c %(m)d',)",
        "untranslated: 乙",
    ]


def test_update_keeps_translations_drops_what_is_gone_and_is_stable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "locale" / "en" / "LC_MESSAGES" / "django.po"
    file.parent.mkdir(parents=True)
    file.write_text('msgid "旧"\nmsgstr "old"\n\nmsgid "留"\nmsgstr "kept"\n', encoding="utf-8")
    (tmp_path / "views.py").write_text('from x import gettext as _\n_("留")\n_("新")\n', encoding="utf-8")
    monkeypatch.setattr(messages, "SOURCES", tmp_path)
    monkeypatch.setattr(messages, "PO_FILE", file)
    monkeypatch.setattr(messages, "KIND_NAMES", {})

    messages.update()
    first = file.read_text(encoding="utf-8")
    messages.update()
    messages.compile_catalogues()

    assert file.read_text(encoding="utf-8") == first
    entries = {message.id: message.string for message in messages.read_catalog() if message.id}
    assert entries == {"留": "kept", "新": ""}
    with file.with_suffix(".mo").open("rb") as compiled:
        assert read_mo(compiled)["留"].string == "kept"
