from luodi_web.supervision.models.assignments import Assignment, Evidence, LightChange, Report
from luodi_web.supervision.models.drafting import Drafting
from luodi_web.supervision.models.edits import PlanEdit
from luodi_web.supervision.models.milestones import Milestone
from luodi_web.supervision.models.plans import Plan, Task, TaskUnit, Workstream

__all__ = [
    "Assignment",
    "Drafting",
    "Evidence",
    "LightChange",
    "Milestone",
    "Plan",
    "PlanEdit",
    "Report",
    "Task",
    "TaskUnit",
    "Workstream",
]
