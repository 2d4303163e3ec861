"""The table of profiles: what the export writes and the import reads, in Excel or CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, BinaryIO, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.intake.charset import decode
from luodi_web.common.tables.sheets import MAX_ROWS, open_workbook, parse_day, sheet_grid
from luodi_web.enterprises.domain.profiles import Said, newest_values, parse_code
from luodi_web.enterprises.domain.values import Described, parse_value, sheet_value
from luodi_web.enterprises.models import Enterprise, ProfileImport
from luodi_web.enterprises.rules import NAME_CHARS, SNAPSHOT_BATCH, SOURCE_CHARS
from luodi_web.fields.models import Field
from luodi_web.people.models import Region

# Names of columns are data, as the fields' names are: the same in every language, so that what one person
# exports another can import.
CODE, NAME, REGION, SOURCE, DAY = "统一社会信用代码", "企业名称", "注册地区", "数据来源", "数据日期"
FAULT = "问题"


def heads(fields: list[Field]) -> list[tuple[str, int]]:
    """Headers and widths of the columns, the fields' in their order."""
    first = [(CODE, 22), (NAME, 34), (REGION, 14), (SOURCE, 24), (DAY, 12)]
    return first + [(each.name, 16) for each in fields]


def notes(fields: list[Field]) -> list[str]:
    """What is said at each header of the template."""
    said = [
        _("必填"),
        _("新企业必填"),
        _("县（市、区）或市（州）的名称或六位代码；新企业必填"),
        _("本行数据的来源；不填的用上传时填写的"),
        _("本行数据是哪一天的；不填的用上传时填写的"),
    ]
    for each in fields:
        words = [str(each.get_type_display()), each.measure and _("单位：%(unit)s") % {"unit": each.measure}]
        said.append(_("；").join(word for word in words if word) + _("。空着的不改动"))
    return said


def export_rows(rows: QuerySet[Enterprise], fields: list[Field]) -> Iterator[list[Any]]:
    """Rows of the export: what counts today; source and day are left for whoever changes something."""
    today = timezone.localdate()
    keys = list(rows.values_list("pk", flat=True))
    for start in range(0, len(keys), SNAPSHOT_BATCH):
        part = keys[start : start + SNAPSHOT_BATCH]
        values = newest_values(part, today, [each.pk for each in fields])
        found = {row.pk: row for row in Enterprise.objects.filter(pk__in=part).select_related("region")}
        for key in part:
            if key not in found:
                continue
            row, has = found[key], values.get(key, {})
            cells = [sheet_value(each, has[each.pk].text) if each.pk in has else None for each in fields]
            yield [row.code, row.name, row.region.name, None, None, *cells]


T = TypeVar("T", bound=Described)


@dataclass
class Grid(Generic[T]):
    """A table as it was read: the header's place, where each known column is, and headers nobody knows."""

    cells: list[list[str]]
    head: int
    places: dict[str, int]
    fields: dict[int, T]
    unknown: list[str] = field(default_factory=list)

    @property
    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Rows that hold something, with their number in the table from 1."""
        for index in range(self.head + 1, len(self.cells)):
            if any(self.cells[index]):
                yield index + 1, self.cells[index]


def by_head(fields: list[Field]) -> dict[str, Field]:
    """The fields by what heads call them: their names, and other names that are no field's."""
    found = {each.name: each for each in fields}
    for each in fields:
        found |= {alias.name: each for alias in each.aliases.all() if alias.name not in found}
    return found


def read_table(file: BinaryIO, name: str, fields: Mapping[str, T]) -> Grid[T]:
    """The table of a workbook or a CSV file. Raises ValidationError for what is neither, or has no header.

    fields: those that are read, by head.
    """
    if name.lower().endswith(".csv"):
        grids = [_csv(file.read())]
    else:
        grids = [sheet_grid(sheet) for sheet in open_workbook(file).worksheets]
    for grid in grids:
        found = _find_header(grid, fields)
        if found is not None:
            return found
    raise ValidationError(
        _("表中找不到表头，第一列应是“%(code)s”，后面是字段字典里的名称。") % {"code": CODE}
    )


def _csv(data: bytes) -> list[list[str]]:
    decoded = decode(data)
    if decoded is None or "\x00" in decoded[0]:
        raise ValidationError(_("这个文件不是可以读的 CSV 表格。"))
    text = decoded[0].lstrip("\ufeff")
    try:
        grid = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text, newline=""))]
    except csv.Error as error:
        raise ValidationError(_("这个文件不是可以读的 CSV 表格。")) from error
    if len(grid) > MAX_ROWS + 20:
        raise ValidationError(_("表格超过 %(count)d 行，请拆分后再导入。") % {"count": MAX_ROWS})
    return grid


def _find_header(cells: list[list[str]], fields: Mapping[str, T]) -> Grid[T] | None:
    known = {CODE, NAME, REGION, SOURCE, DAY}
    for index, row in enumerate(cells[:20]):
        labels = [cell.replace("＊", "").replace("*", "").strip() for cell in row]
        if CODE not in labels:
            continue
        grid: Grid[T] = Grid(cells, index, {}, {})
        for place, label in enumerate(labels):
            if label in known:
                grid.places.setdefault(label, place)
            elif label in fields:
                grid.fields.setdefault(place, fields[label])
            elif label and label != FAULT:
                grid.unknown.append(label)
        return grid
    return None


Refuse = Callable[[str, str, str], None]


class TableReader(Generic[T]):
    """What reads rows of a grid into what they say.

    regions: those that the person may keep profiles in, by name and by code. seen: of what may stand in one
    row only, in which row it stood.
    """

    def __init__(self, grid: Grid[T], given: ProfileImport, regions: dict[str, Region]) -> None:
        self.grid = grid
        self.given = given
        self.regions = regions
        self.seen: dict[str, int] = {}

    def cell(self, cells: list[str], label: str) -> str:
        place = self.grid.places.get(label)
        return cells[place] if place is not None and place < len(cells) else ""

    def once(self, number: int, column: str, what: str, said: str, refuse: Refuse) -> None:
        if self.seen.get(what, number) != number:
            refuse(column, _("与第 %(row)d 行重复。") % {"row": self.seen[what]}, said)
        self.seen.setdefault(what, number)

    def source(self, cells: list[str], refuse: Refuse) -> str:
        source = self.cell(cells, SOURCE) or self.given.source
        if len(source) > SOURCE_CHARS:
            refuse(SOURCE, _("不能超过 %(limit)d 个字。") % {"limit": SOURCE_CHARS}, source)
        return source

    def day(self, cells: list[str], refuse: Refuse) -> date:
        text = self.cell(cells, DAY)
        if not text:
            return self.given.as_of
        try:
            day = parse_day(text)
        except ValidationError as error:
            refuse(DAY, error.messages[0], text)
            return self.given.as_of
        if day > timezone.localdate():
            refuse(DAY, _("数据日期不能晚于今天。"), text)
        return day


class RowReader(TableReader[Field]):
    """Reads rows of profiles."""

    def read(
        self, number: int, cells: list[str], there: dict[str, Enterprise]
    ) -> tuple[Said | None, list[list[Any]]]:
        """What a row says, or its faults: [row, column, words, what was written]."""
        faults: list[list[Any]] = []

        def refuse(column: str, words: str, value: str = "") -> None:
            faults.append([number, column, words, value[:100]])

        code = self._code(number, cells, refuse)
        row = there.get(code)
        name = self.cell(cells, NAME) or (row.name if row else "")
        if not name or len(name) > NAME_CHARS:
            refuse(NAME, _("新企业请填写名称，不超过 %(limit)d 个字。") % {"limit": NAME_CHARS}, name)
        region = self._region(cells, row, refuse)
        source = self.source(cells, refuse)
        as_of = self.day(cells, refuse)
        values = {}
        for place, each in self.grid.fields.items():
            text = cells[place] if place < len(cells) else ""
            if not text:
                continue
            try:
                values[each.pk] = parse_value(each, text)
            except ValidationError as error:
                refuse(each.name, " ".join(error.messages), text)
        if faults or region is None:
            return None, faults
        return Said(code, name, region, values, source, as_of), []

    def _code(self, number: int, cells: list[str], refuse: Refuse) -> str:
        text = self.cell(cells, CODE)
        try:
            code = parse_code(text)
        except ValidationError as error:
            refuse(CODE, error.messages[0], text)
            return text
        self.once(number, CODE, code, code, refuse)
        return code

    def _region(self, cells: list[str], row: Enterprise | None, refuse: Refuse) -> Region | None:
        text = self.cell(cells, REGION)
        if text:
            region = self.regions.get(text)
            if region is None:
                refuse(REGION, _("找不到这个地区，或不在您的管理范围内。"), text)
            elif row is not None and str(row.region_id) not in self.regions:
                refuse(CODE, _("这家企业在别的地区建档，不在您的管理范围内。"), row.name)
            return region
        if row is None:
            refuse(REGION, _("新企业请填写注册地区。"), "")
            return None
        if str(row.region_id) not in self.regions:
            refuse(CODE, _("这家企业在别的地区建档，不在您的管理范围内。"), row.name)
        return row.region
