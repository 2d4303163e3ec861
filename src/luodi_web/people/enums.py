"""Closed lists of the people app."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RegionLevel(TextChoices):
    PROVINCE = "province", _("省")
    PREFECTURE = "prefecture", _("市（州）")
    COUNTY = "county", _("县（市、区）")


class UnitKind(TextChoices):
    GOVERNMENT = "government", _("党委政府")
    DEPARTMENT = "department", _("省直部门")
    SECTION = "section", _("内设处室")
    CITY = "city", _("市州科技部门")
    COUNTY = "county", _("县市区科技部门")
    ZONE = "zone", _("高新区")
    ENTERPRISE = "enterprise", _("企业")
    INSTITUTION = "institution", _("高校院所")


# Nobody in these holds a role that signs for tasks.
KINDS_WITHOUT_TASKS = frozenset({UnitKind.ENTERPRISE, UnitKind.INSTITUTION})


class Role(TextChoices):
    PROVINCE = "province", _("省级政策人员")
    INNOVATION_OFFICE = "innovation_office", _("科技创新办公室")
    CITY = "city", _("市州经办")
    COUNTY = "county", _("县市区经办")
    ENTERPRISE = "enterprise", _("企业")
    EXPERT = "expert", _("专家")
    FINANCE = "finance", _("财务")
    LEADER = "leader", _("领导")
    SYSTEM_ADMIN = "system_admin", _("系统管理员")
    SECURITY_ADMIN = "security_admin", _("安全管理员")
    AUDITOR = "auditor", _("审计管理员")


class Duty(TextChoices):
    """What a post does in its unit's tasks (责任分工)."""

    LEADER = "leader", _("分管领导")
    SECTION = "section", _("责任处室")
    RESPONSIBLE = "responsible", _("责任人")
    LIAISON = "liaison", _("联络员")


class NoticeMode(TextChoices):
    IMMEDIATE = "immediate", _("即时")
    DIGEST = "digest", _("每日汇总（8:30）")


class InvitationPurpose(TextChoices):
    ACTIVATE = "activate", _("激活账号")
    RESET = "reset", _("重置密码")


class PeopleVerb(TextChoices):
    """What the people app writes into the audit trail."""

    SIGNED_IN = "people.signed_in", _("登录")
    SIGN_IN_FAILED = "people.sign_in_failed", _("登录失败")
    SIGNED_OUT = "people.signed_out", _("退出")
    LOCKED = "people.locked", _("账号锁定")
    UNLOCKED = "people.unlocked", _("解除锁定")
    USER_CREATED = "people.user_created", _("新建用户")
    USER_CHANGED = "people.user_changed", _("修改用户")
    USER_DISABLED = "people.user_disabled", _("停用用户")
    USER_ENABLED = "people.user_enabled", _("启用用户")
    INVITED = "people.invited", _("发出激活链接")
    ACTIVATED = "people.activated", _("激活账号")
    RESET_ISSUED = "people.reset_issued", _("发出重置密码链接")
    PASSWORD_CHANGED = "people.password_changed", _("修改密码")
    FACTOR_ADDED = "people.factor_added", _("启用第二因素")
    FACTOR_REMOVED = "people.factor_removed", _("停用第二因素")
    GRANTED = "people.granted", _("授予角色")
    REVOKED = "people.revoked", _("收回角色")
    UNIT_CREATED = "people.unit_created", _("新建机构")
    UNIT_CHANGED = "people.unit_changed", _("修改机构")
    POST_CHANGED = "people.post_changed", _("调整岗位")
    HOLIDAY_CHANGED = "people.holiday_changed", _("调整节假日")
    IMPORTED = "people.imported", _("批量导入")
    EXPORTED = "people.exported", _("导出")
    AUDIT_VERIFIED = "people.audit_verified", _("核验审计链")
    DENIED = "people.denied", _("越权访问被拒")
    DELEGATED = "people.delegated", _("委托代办")
    DELEGATION_ENDED = "people.delegation_ended", _("收回委托")
    HANDED_OVER = "people.handed_over", _("岗位交接")
    UNIT_MERGED = "people.unit_merged", _("机构撤并")
    REMINDING_CHANGED = "people.reminding_changed", _("修改提醒设置")
