from luodi_web.people.models.audit import AuditEntry, AuditHead
from luodi_web.people.models.delegations import Delegation
from luodi_web.people.models.grants import Grant, Invitation, PasswordHistory
from luodi_web.people.models.notifications import Notification
from luodi_web.people.models.posts import Post, PostHolding
from luodi_web.people.models.preferences import NoticePreference
from luodi_web.people.models.regions import Region
from luodi_web.people.models.units import Unit, UnitGroup, UnitName
from luodi_web.people.models.users import User

__all__ = [
    "AuditEntry",
    "AuditHead",
    "Delegation",
    "Grant",
    "Invitation",
    "NoticePreference",
    "Notification",
    "PasswordHistory",
    "Post",
    "PostHolding",
    "Region",
    "Unit",
    "UnitGroup",
    "UnitName",
    "User",
]
