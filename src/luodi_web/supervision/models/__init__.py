from luodi_web.supervision.models.assignments import Assignment, Evidence, LightChange, Report
from luodi_web.supervision.models.baselines import Baseline, PlanTemplate, ProvisionExemption
from luodi_web.supervision.models.bulletins import Bulletin, BulletinAddressee, BulletinReceipt, BulletinSign
from luodi_web.supervision.models.closings import Closing
from luodi_web.supervision.models.clues import Clue, ClueFile, ClueTerms
from luodi_web.supervision.models.drafting import Drafting
from luodi_web.supervision.models.edits import PlanEdit
from luodi_web.supervision.models.extensions import DeadlineChange, Extension
from luodi_web.supervision.models.letters import Letter, LetterAnswer
from luodi_web.supervision.models.makeups import MakeupLeave
from luodi_web.supervision.models.meetings import DecisionUnit, Meeting, MeetingDecision, Participant
from luodi_web.supervision.models.milestones import Milestone
from luodi_web.supervision.models.overrides import LightOverride, RuleReading
from luodi_web.supervision.models.papers import Attachment, Paper
from luodi_web.supervision.models.plans import Plan, Task, TaskUnit, Workstream
from luodi_web.supervision.models.referrals import Referral, ReferralOrder, ReferralStage
from luodi_web.supervision.models.register import RegisterExport, SavedView
from luodi_web.supervision.models.reminders import Reminder, ReminderRule
from luodi_web.supervision.models.reporting import Contribution, FigureRequest, ReportDraft, ReportFigure
from luodi_web.supervision.models.targets import Indicator, IndicatorTarget, IndicatorValue

__all__ = [
    "Assignment",
    "Attachment",
    "Baseline",
    "Bulletin",
    "BulletinAddressee",
    "BulletinReceipt",
    "BulletinSign",
    "Closing",
    "Clue",
    "ClueFile",
    "ClueTerms",
    "Contribution",
    "DeadlineChange",
    "DecisionUnit",
    "Drafting",
    "Evidence",
    "Extension",
    "FigureRequest",
    "Indicator",
    "IndicatorTarget",
    "IndicatorValue",
    "Letter",
    "LetterAnswer",
    "LightChange",
    "LightOverride",
    "MakeupLeave",
    "Meeting",
    "MeetingDecision",
    "Milestone",
    "Paper",
    "Participant",
    "Plan",
    "PlanEdit",
    "PlanTemplate",
    "ProvisionExemption",
    "Referral",
    "ReferralOrder",
    "ReferralStage",
    "RegisterExport",
    "Reminder",
    "ReminderRule",
    "Report",
    "ReportDraft",
    "ReportFigure",
    "RuleReading",
    "SavedView",
    "Task",
    "TaskUnit",
    "Workstream",
]
