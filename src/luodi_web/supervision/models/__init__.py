from luodi_web.supervision.models.assignments import Assignment, Evidence, LightChange, Report
from luodi_web.supervision.models.drafting import Drafting
from luodi_web.supervision.models.edits import PlanEdit
from luodi_web.supervision.models.overrides import LightOverride, RuleReading
from luodi_web.supervision.models.plans import Plan, Task, TaskUnit, Workstream
from luodi_web.supervision.models.reminders import Reminder, ReminderRule

__all__ = [
    "Assignment",
    "Drafting",
    "Evidence",
    "LightChange",
    "LightOverride",
    "Plan",
    "PlanEdit",
    "Reminder",
    "ReminderRule",
    "Report",
    "RuleReading",
    "Task",
    "TaskUnit",
    "Workstream",
]
