"""Which role may do what: the whole table on one page."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from luodi_web.people.enums import Role


class Permission(TextChoices):
    """What a view asks for. The scope (which units) comes from the grant that gives it."""

    HOME = "home", _("进入工作台")
    UNITS_VIEW = "units.view", _("查看机构")
    UNITS_EDIT = "units.edit", _("维护机构")
    USERS_VIEW = "users.view", _("查看用户")
    USERS_EDIT = "users.edit", _("维护用户")
    GRANTS_VIEW = "grants.view", _("查看授权")
    GRANTS_EDIT = "grants.edit", _("授予和收回角色")
    AUDIT_VIEW = "audit.view", _("查看和导出审计记录")
    HOLIDAYS_EDIT = "holidays.edit", _("维护节假日")
    POLICIES_VIEW = "policies.view", _("查看政策")
    POLICIES_EDIT = "policies.edit", _("上传和校订政策")
    FIELDS_VIEW = "fields.view", _("查看字段字典")
    FIELDS_EDIT = "fields.edit", _("维护字段字典")
    MODELS_VIEW = "models.view", _("查看判定模型")
    MODELS_EDIT = "models.edit", _("编制判定模型")
    MODELS_RELEASE = "models.release", _("复核和发布判定模型")
    ENTERPRISES_VIEW = "enterprises.view", _("查看企业档案和数据快照")
    ENTERPRISES_EDIT = "enterprises.edit", _("维护和导入企业档案")
    SNAPSHOTS_MAKE = "enterprises.snapshots", _("生成和登记数据快照")
    MATCHES_VIEW = "benefits.view", _("查看政策匹配结果")
    MATCHES_RUN = "benefits.run", _("运行政策匹配")
    SANDBOX = "benefits.sandbox", _("使用政策沙盘")
    PLANS_VIEW = "plans.view", _("查看任务分解")
    PLANS_EDIT = "plans.edit", _("编制任务分解")
    PLANS_PUBLISH = "plans.publish", _("下达任务")
    TASKS_VIEW = "tasks.view", _("查看任务")
    TASKS_REPORT = "tasks.report", _("签收和报送任务")
    TASKS_REVIEW = "tasks.review", _("审核任务进展")
    LETTERS_EDIT = "letters.edit", _("起草和办理督办函件")
    BULLETINS_EDIT = "bulletins.edit", _("编写通报")
    BULLETINS_REVIEW = "bulletins.review", _("审核和会签通报")
    REFERRALS_EDIT = "referrals.edit", _("办理提请督查")
    CLUES_SEND = "clues.send", _("反映问题线索")
    CLUES_HANDLE = "clues.handle", _("办理问题线索")
    MEETINGS_EDIT = "meetings.edit", _("记录会议议定事项")
    SIGN_OFF = "sign_off", _("签发公文和批准销号、提请督查")
    OVERVIEW = "overview", _("领导视图")


P = Permission

ROLE_PERMISSIONS: dict[str, frozenset[str]] = {
    # Departments' staff also sign for and report on what their own unit was given.
    Role.PROVINCE: frozenset(
        {
            P.HOME,
            P.UNITS_VIEW,
            P.POLICIES_VIEW,
            P.POLICIES_EDIT,
            P.FIELDS_VIEW,
            P.FIELDS_EDIT,
            P.MODELS_VIEW,
            P.MODELS_EDIT,
            P.MODELS_RELEASE,
            P.ENTERPRISES_VIEW,
            P.ENTERPRISES_EDIT,
            P.SNAPSHOTS_MAKE,
            P.MATCHES_VIEW,
            P.MATCHES_RUN,
            P.SANDBOX,
            P.PLANS_VIEW,
            P.PLANS_EDIT,
            P.TASKS_VIEW,
            P.TASKS_REPORT,
            P.BULLETINS_REVIEW,
            P.CLUES_SEND,
            P.MEETINGS_EDIT,
        }
    ),
    Role.INNOVATION_OFFICE: frozenset(
        {
            P.HOME,
            P.UNITS_VIEW,
            P.POLICIES_VIEW,
            P.POLICIES_EDIT,
            P.FIELDS_VIEW,
            P.FIELDS_EDIT,
            P.MODELS_VIEW,
            P.MODELS_EDIT,
            P.MODELS_RELEASE,
            P.ENTERPRISES_VIEW,
            P.ENTERPRISES_EDIT,
            P.SNAPSHOTS_MAKE,
            P.MATCHES_VIEW,
            P.MATCHES_RUN,
            P.SANDBOX,
            P.PLANS_VIEW,
            P.PLANS_EDIT,
            P.PLANS_PUBLISH,
            P.TASKS_VIEW,
            P.TASKS_REVIEW,
            P.LETTERS_EDIT,
            P.BULLETINS_EDIT,
            P.BULLETINS_REVIEW,
            P.REFERRALS_EDIT,
            P.CLUES_HANDLE,
            P.MEETINGS_EDIT,
            P.OVERVIEW,
        }
    ),
    Role.CITY: frozenset(
        {
            P.HOME,
            P.UNITS_VIEW,
            P.POLICIES_VIEW,
            P.FIELDS_VIEW,
            P.MODELS_VIEW,
            P.ENTERPRISES_VIEW,
            P.ENTERPRISES_EDIT,
            P.SNAPSHOTS_MAKE,
            P.MATCHES_VIEW,
            P.MATCHES_RUN,
            P.TASKS_VIEW,
            P.TASKS_REPORT,
            P.CLUES_SEND,
        }
    ),
    Role.COUNTY: frozenset(
        {
            P.HOME,
            P.UNITS_VIEW,
            P.POLICIES_VIEW,
            P.FIELDS_VIEW,
            P.MODELS_VIEW,
            P.ENTERPRISES_VIEW,
            P.ENTERPRISES_EDIT,
            P.MATCHES_VIEW,
            P.TASKS_VIEW,
            P.TASKS_REPORT,
            P.CLUES_SEND,
        }
    ),
    Role.ENTERPRISE: frozenset({P.HOME, P.POLICIES_VIEW}),
    Role.EXPERT: frozenset({P.HOME, P.POLICIES_VIEW}),
    Role.FINANCE: frozenset(
        {
            P.HOME,
            P.UNITS_VIEW,
            P.POLICIES_VIEW,
            P.FIELDS_VIEW,
            P.MODELS_VIEW,
            P.ENTERPRISES_VIEW,
            P.MATCHES_VIEW,
            P.TASKS_VIEW,
            P.TASKS_REPORT,
        }
    ),
    Role.LEADER: frozenset(
        {
            P.HOME,
            P.UNITS_VIEW,
            P.POLICIES_VIEW,
            P.FIELDS_VIEW,
            P.MODELS_VIEW,
            P.ENTERPRISES_VIEW,
            P.MATCHES_VIEW,
            P.SANDBOX,
            P.PLANS_VIEW,
            P.TASKS_VIEW,
            P.OVERVIEW,
            P.SIGN_OFF,
        }
    ),
    # No act of one administrator is another's: who makes accounts cannot give rights or take a second
    # factor away, and neither can read the trail of what they did (GB/T 22239-2019 8.1.4.2 d).
    Role.SYSTEM_ADMIN: frozenset(
        {P.HOME, P.UNITS_VIEW, P.UNITS_EDIT, P.USERS_VIEW, P.USERS_EDIT, P.HOLIDAYS_EDIT}
    ),
    Role.SECURITY_ADMIN: frozenset({P.HOME, P.UNITS_VIEW, P.USERS_VIEW, P.GRANTS_VIEW, P.GRANTS_EDIT}),
    Role.AUDITOR: frozenset({P.HOME, P.AUDIT_VIEW, P.GRANTS_VIEW}),
}

ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})
# Roles whose holders must have a second factor (8.1.4.1 d): administrators, and who publishes or signs.
SECOND_FACTOR_ROLES = ADMINISTRATORS | {Role.INNOVATION_OFFICE, Role.FINANCE, Role.LEADER}


# What a person who is away lends to a colleague: seeing, signing for, reporting on and reviewing tasks.
# Never signing documents, never what administrators do.
DELEGABLE = frozenset({P.HOME, P.TASKS_VIEW, P.TASKS_REPORT, P.TASKS_REVIEW})
# Holding one of these is what makes a delegation worth anything.
DELEGATED_ACTS = frozenset({P.TASKS_REPORT, P.TASKS_REVIEW})


def conflicting_roles(role: str, held: set[str]) -> set[str]:
    """Roles among ``held`` that one person may not hold together with ``role``.

    An administrator's role excludes the two others and every business role as well.
    """
    if role in ADMINISTRATORS:
        return held - {role}
    return held & ADMINISTRATORS
