from luodi_web.supervision.models.assignments import Assignment, Evidence, LightChange, Report
from luodi_web.supervision.models.baselines import Baseline, PlanTemplate, ProvisionExemption
from luodi_web.supervision.models.drafting import Drafting
from luodi_web.supervision.models.edits import PlanEdit
from luodi_web.supervision.models.milestones import Milestone
from luodi_web.supervision.models.plans import Plan, Task, TaskUnit, Workstream
from luodi_web.supervision.models.targets import Indicator, IndicatorTarget, IndicatorValue

__all__ = [
    "Assignment",
    "Baseline",
    "Drafting",
    "Evidence",
    "Indicator",
    "IndicatorTarget",
    "IndicatorValue",
    "LightChange",
    "Milestone",
    "Plan",
    "PlanEdit",
    "PlanTemplate",
    "ProvisionExemption",
    "Report",
    "Task",
    "TaskUnit",
    "Workstream",
]
