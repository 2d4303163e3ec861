from luodi_web.supervision.models.assignments import Assignment, Evidence, LightChange, Report
from luodi_web.supervision.models.clues import Clue, ClueFile, ClueTerms
from luodi_web.supervision.models.drafting import Drafting
from luodi_web.supervision.models.edits import PlanEdit
from luodi_web.supervision.models.meetings import DecisionUnit, Meeting, MeetingDecision, Participant
from luodi_web.supervision.models.plans import Plan, Task, TaskUnit, Workstream

__all__ = [
    "Assignment",
    "Clue",
    "ClueFile",
    "ClueTerms",
    "DecisionUnit",
    "Drafting",
    "Evidence",
    "LightChange",
    "Meeting",
    "MeetingDecision",
    "Participant",
    "Plan",
    "PlanEdit",
    "Report",
    "Task",
    "TaskUnit",
    "Workstream",
]
