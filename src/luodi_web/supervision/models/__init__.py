from luodi_web.supervision.models.assignments import Assignment, Evidence, LightChange, Report
from luodi_web.supervision.models.drafting import Drafting
from luodi_web.supervision.models.edits import PlanEdit
from luodi_web.supervision.models.plans import Plan, Task, TaskUnit, Workstream
from luodi_web.supervision.models.register import RegisterExport, SavedView

__all__ = [
    "Assignment",
    "Drafting",
    "Evidence",
    "LightChange",
    "Plan",
    "PlanEdit",
    "RegisterExport",
    "Report",
    "SavedView",
    "Task",
    "TaskUnit",
    "Workstream",
]
