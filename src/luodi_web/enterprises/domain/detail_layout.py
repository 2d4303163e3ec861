"""The table of one detail: what the export writes and the import reads, a row of it each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from luodi_web.enterprises.domain.details import SaidRow, key_column, key_of, parse_texts
from luodi_web.enterprises.domain.layout import CODE, DAY, NAME, SOURCE, Grid, TableReader, read_table
from luodi_web.enterprises.domain.profiles import parse_code
from luodi_web.enterprises.domain.values import sheet_value
from luodi_web.enterprises.models import DetailRow, Enterprise, ProfileImport
from luodi_web.enterprises.rules import SNAPSHOT_BATCH
from luodi_web.fields.domain.allowed import allowed_text
from luodi_web.fields.models import DetailColumn, DetailList
from luodi_web.people.models import Region


def detail_heads(detail: DetailList) -> list[tuple[str, int]]:
    """Headers and widths of the columns, the detail's in their order."""
    first = [(CODE, 22), (NAME, 34), (SOURCE, 24), (DAY, 12)]
    return first + [(each.name, 18) for each in detail.columns.all()]


def detail_notes(detail: DetailList) -> list[str]:
    """What is said at each header of the template."""
    said = [
        _("必填；企业须已建档，一家企业可以有多行"),
        _("只供核对，导入时不读"),
        _("本行数据的来源；不填的用上传时填写的"),
        _("本行数据是哪一天的；不填的用上传时填写的"),
    ]
    for each in detail.columns.all():
        words = [
            str(each.get_type_display()),
            each.measure and _("单位：%(unit)s") % {"unit": each.measure},
            each.allowed and _("取值：%(allowed)s") % {"allowed": allowed_text(each.allowed)},
            each.is_key and _("必填，用来区分各条：相同的按新数据更新"),
        ]
        said.append("；".join(word for word in words if word))
    return said


def detail_export(rows: QuerySet[DetailRow], detail: DetailList) -> Iterator[list[Any]]:
    """Rows of the export, with their source and day: what goes out can come in again."""
    columns = list(detail.columns.all())
    for row in rows.select_related("enterprise").iterator(chunk_size=SNAPSHOT_BATCH):
        cells = [
            sheet_value(each, row.values[each.kept_name]) if each.kept_name in row.values else None
            for each in columns
        ]
        yield [row.enterprise.code, row.enterprise.name, row.source, row.as_of, *cells]


def read_details(file: BinaryIO, name: str, detail: DetailList) -> Grid[DetailColumn]:
    """The table of a workbook or a CSV file. Raises ValidationError for what is neither, or lacks a head."""
    grid = read_table(file, name, {each.name: each for each in detail.columns.all()})
    there = {each.name for each in grid.fields.values()}
    key = key_column(detail)
    if key is not None and key.name not in there:
        raise ValidationError(_("表中没有“%(name)s”这一列，分不清各条明细。") % {"name": key.name})
    if not there:
        raise ValidationError(_("表中没有“%(name)s”的任何一列，请用模板。") % {"name": detail})
    return grid


class DetailReader(TableReader[DetailColumn]):
    """Reads rows of a grid into what they say of enterprises that have a profile.

    counted: of equal rows, how many the table has had so far; see ``keep_rows``.
    """

    def __init__(
        self, grid: Grid[DetailColumn], given: ProfileImport, regions: dict[str, Region], detail: DetailList
    ) -> None:
        super().__init__(grid, given, regions)
        self.detail = detail
        self.columns = list(detail.columns.all())
        self.key = key_column(detail)
        self.counted: Counter[Any] = Counter()

    def read(
        self, number: int, cells: list[str], there: dict[str, Enterprise]
    ) -> tuple[SaidRow | None, list[list[Any]]]:
        faults: list[list[Any]] = []

        def refuse(column: str, words: str, value: str = "") -> None:
            faults.append([number, column, words, value[:100]])

        text = self.cell(cells, CODE)
        row = None
        try:
            row = there.get(parse_code(text))
            if row is None:
                refuse(CODE, _("这家企业还没有建档，请先建档。"), text)
            elif str(row.region_id) not in self.regions:
                refuse(CODE, _("这家企业在别的地区建档，不在您的管理范围内。"), text)
        except ValidationError as error:
            refuse(CODE, error.messages[0], text)
        texts = {
            each.name: cells[place] if place < len(cells) else "" for place, each in self.grid.fields.items()
        }
        values, wrong = parse_texts(self.columns, texts)
        for name, error in wrong.items():
            refuse(name, " ".join(error.messages), texts.get(name, ""))
        if not values and not wrong:
            refuse("", _("这一行没有内容。"))
        source = self.source(cells, refuse)
        as_of = self.day(cells, refuse)
        key = key_of(self.detail, values)
        if row is not None and self.key is not None and key:
            self.once(number, self.key.name, f"{row.pk} {key}", key, refuse)
        if faults or row is None:
            return None, faults
        return SaidRow(row, values, source, as_of), []
