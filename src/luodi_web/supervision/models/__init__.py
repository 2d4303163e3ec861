from luodi_web.supervision.models.assignments import Assignment, Evidence, LightChange, Report
from luodi_web.supervision.models.edits import PlanEdit
from luodi_web.supervision.models.milestones import Milestone
from luodi_web.supervision.models.plans import Plan, Task, TaskUnit, Workstream
from luodi_web.supervision.models.reporting import Contribution, FigureRequest, ReportDraft, ReportFigure

__all__ = [
    "Assignment",
    "Contribution",
    "Evidence",
    "FigureRequest",
    "LightChange",
    "Milestone",
    "Plan",
    "PlanEdit",
    "Report",
    "ReportDraft",
    "ReportFigure",
    "Task",
    "TaskUnit",
    "Workstream",
]
