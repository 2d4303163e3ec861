"""督办函件: a numbered letter to one unit about tasks that it has."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luodi_web.people.models import Unit
from luodi_web.supervision.enums import LetterKind, LetterState
from luodi_web.supervision.models.assignments import Assignment
from luodi_web.supervision.models.papers import Paper


def _person(words: str) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=words
    )


class Letter(models.Model):
    """One letter. number, year, doc_no, paper are given at issue; from then on its words are frozen.

    body: its paragraphs, one a line. note: why it was sent back unsigned or void, or how it was closed.
    """

    kind = models.CharField(_("函件种类"), max_length=12, choices=LetterKind)
    issuer = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("发函机构"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="letters", verbose_name=_("收函机构"))
    assignments = models.ManyToManyField(Assignment, related_name="letters", verbose_name=_("承办任务"))
    word = models.CharField(_("发文代字"), max_length=20)
    year = models.PositiveSmallIntegerField(_("年份"), null=True, blank=True)
    number = models.PositiveIntegerField(_("序号"), null=True, blank=True)
    doc_no = models.CharField(_("文号"), max_length=60, blank=True)
    subject = models.CharField(_("标题"), max_length=120)
    body = models.TextField(_("正文"))
    requirement = models.TextField(_("办理要求"))
    answer_by = models.DateField(_("答复时限"))
    # Grows with every edit of the draft: who still shows an older one is told so.
    revision = models.PositiveIntegerField(default=0)
    state = models.CharField(_("状态"), max_length=12, choices=LetterState, default=LetterState.DRAFT)
    note = models.CharField(_("意见"), max_length=300, blank=True)
    drafted_at = models.DateTimeField(_("草拟时间"))
    drafted_by = _person(_("草拟人"))
    submitted_at = models.DateTimeField(_("报签时间"), null=True, blank=True)
    submitted_by = _person(_("报签人"))
    issued_at = models.DateTimeField(_("发出时间"), null=True, blank=True)
    issued_by = _person(_("签发人"))
    acknowledged_at = models.DateTimeField(_("签收时间"), null=True, blank=True)
    acknowledged_by = _person(_("签收人"))
    closed_at = models.DateTimeField(_("办结时间"), null=True, blank=True)
    closed_by = _person(_("办结人"))
    paper = models.OneToOneField(
        Paper, models.PROTECT, null=True, blank=True, related_name="letter", verbose_name=_("公文")
    )

    class Meta:
        verbose_name = _("督办函件")
        verbose_name_plural = _("督办函件")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["word", "year", "number"],
                condition=Q(number__isnull=False),
                name="letter_number_once",
            )
        ]
        indexes = [models.Index(fields=["unit", "state"])]

    def __str__(self) -> str:
        return f"{self.doc_no} {self.subject}".strip()


class LetterAnswer(models.Model):
    """What the unit answered. returned_at is set where the office found it wanting: another one follows."""

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="answers", verbose_name=_("督办函件"))
    text = models.TextField(_("答复内容"))
    at = models.DateTimeField(_("答复时间"))
    by = _person(_("答复人"))
    returned_at = models.DateTimeField(_("退回时间"), null=True, blank=True)
    returned_by = _person(_("退回人"))
    returned_note = models.CharField(_("退回原因"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("函件答复")
        verbose_name_plural = _("函件答复")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.letter} {self.at:%Y-%m-%d}"
