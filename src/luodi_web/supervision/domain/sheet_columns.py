"""What offices call the columns of a 任务分解表 or 责任分工表, and where a sheet has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from luodi_web.supervision.domain.plan_tables import COLUMNS

LABELS = {name: str(label) for name, label, _width in COLUMNS} | {
    "units": "责任单位",
    "start": "开始时间",
    "target_both": "目标值／成果形式",
}
# By column, all names; "units" is one column for lead and joint together, the lead first
# (conventions.md 4.3). A name stands once only.
NAMES: dict[str, tuple[str, ...]] = {
    "no": ("序号", "编号", "项号"),
    "workstream": ("工作板块", "板块", "重点工作", "工作类别", "类别", "工作领域", "重点领域"),
    "text": (
        *("工作任务", "任务", "重点任务", "任务内容", "主要任务", "工作内容", "任务事项", "工作事项"),
        *("工作任务(文件条款)", "督办事项", "任务名称", "工作要点"),
    ),
    "measures": (
        *("具体举措", "具体举措/子任务", "子任务", "工作举措", "主要举措", "具体措施", "工作措施"),
        *("推进措施", "落实举措", "方式"),
    ),
    "target": ("目标值", "目标", "工作目标", "年度目标", "目标任务"),
    "deliverable": ("成果形式", "成果", "预期成果", "标志性成果", "完成标准"),
    "target_both": ("目标值/成果形式", "目标/成果", "目标及成果形式", "工作目标及成果", "目标值及成果形式"),
    "lead": ("牵头单位", "牵头部门", "牵头责任单位", "牵头处室", "牵头", "主办单位", "责任牵头单位"),
    "joint": (
        *("配合单位", "责任(配合)单位", "配合部门", "责任单位(配合)", "参与单位", "配合", "协办单位"),
        *("参加单位", "配合责任单位", "责任(配合)部门", "协同单位"),
    ),
    "units": ("责任单位", "承办单位", "责任部门", "落实单位", "责任分工", "牵头/配合", "牵头(配合)单位"),
    "leader": ("分管领导", "分管负责人", "责任领导", "分管厅领导", "牵头领导"),
    "responsible": (
        *("责任处室/责任人", "责任处室", "责任人", "责任处室(责任人)", "具体责任人", "责任科室"),
        *("责任处室及责任人", "联系人"),
    ),
    "phone": ("联系人电话", "联系电话", "电话", "联系方式", "联系人及电话"),
    "start": ("开始时间", "起始时间", "启动时间", "起"),
    "deadline": (
        *("完成时限", "时限", "完成时间", "起止/完成时限", "办理时限", "起止时间", "时间节点", "完成期限"),
        *("办结时限", "时限要求", "完成日期", "止", "进度安排"),
    ),
    "deadline_text": ("时限原文",),
    "milestones": ("季度节点", "节点", "季度目标", "阶段节点", "季度进度", "阶段目标", "时间节点及目标"),
    "provision": ("依据条款", "条款", "文件条款"),
    "note": ("备注", "说明"),
}
# Where a sheet has no column for workstreams but both of these, its tasks are the second's: the union
# layout of many offices, which ``luodi plan`` writes too. There the clause stands in the first.
UNION = ("工作任务(文件条款)", "具体举措/子任务")
HEADER_ROWS = 25


@dataclass(frozen=True)
class Header:
    """Where a sheet's columns are. first: the row below the header, from 0. places: column by name.

    labels: what the sheet itself calls them.
    """

    first: int
    places: dict[str, int]
    labels: dict[str, str]

    @property
    def is_ours(self) -> bool:
        """Whether it has every column of our own export: then a line of measures is one measure."""
        return all(name in self.places for name, _label, _width in COLUMNS)


def find_header(grid: Sequence[Sequence[str]]) -> Header | None:
    """The row or two rows that name most columns, at least the task; null where none do."""
    best: Header | None = None
    for row in range(min(len(grid), HEADER_ROWS)):
        for height in (1, 2):
            found = _header(grid, row, height)
            if found and (best is None or len(found.places) > len(best.places)):
                best = found
    return best


def squeeze(label: str) -> str:
    """A header without what people change in it: spaces, line breaks, the width of signs, a star."""
    table = str.maketrans("（）／、", "()//", " \n\r\t\u3000*＊：:")
    return label.translate(table)


_KNOWN = {squeeze(label): name for name, labels in NAMES.items() for label in labels}


def _header(grid: Sequence[Sequence[str]], row: int, height: int) -> Header | None:
    if row + height > len(grid):
        return None
    places: dict[str, int] = {}
    labels: dict[str, str] = {}
    for column, top in enumerate(grid[row]):
        below = grid[row + 1][column] if height == 2 and column < len(grid[row + 1]) else ""
        words = _names_of(top, below, height)
        name = next((_KNOWN[word] for word in words if word in _KNOWN), None)
        if name and name not in places:
            places[name] = column
            labels[name] = " ".join(dict.fromkeys(filter(None, (top, below)))) if height == 2 else top
    if height == 2 and not _is_two_rows(grid[row], grid[row + 1]):
        return None
    if "workstream" not in places and "text" in places and "measures" in places:
        heads = (squeeze(labels["text"]), squeeze(labels["measures"]))
        if heads == tuple(map(squeeze, UNION)) or heads[1] == squeeze("子任务"):
            places["workstream"], places["text"] = places["text"], places.pop("measures")
            labels["workstream"], labels["text"] = labels["text"], labels.pop("measures")
            if (column := _column_of(grid[row], "方式")) is not None:
                places["measures"], labels["measures"] = column, "方式"
    return Header(row + height, places, labels) if "text" in places and len(places) > 1 else None


def _names_of(top: str, below: str, height: int) -> list[str]:
    """What a column may be called, the surest first: 牵头 below 责任单位 is the lead."""
    if height == 1:
        return [squeeze(top)]
    return [squeeze(below), squeeze(top + below), squeeze(below + top), squeeze(top)]


def _is_two_rows(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Whether the second row belongs to the header: it repeats merged cells or splits those above."""
    pairs = [(a, b) for a, b in zip(upper, lower, strict=False) if a or b]
    repeated = sum(1 for a, b in pairs if a == b)
    split = sum(1 for a, b in pairs if a != b and squeeze(b) in _KNOWN)
    return split > 0 and repeated + split >= len(pairs) - 1


def _column_of(row: Sequence[str], label: str) -> int | None:
    return next((at for at, cell in enumerate(row) if squeeze(cell) == squeeze(label)), None)
