"""One's own: lending task rights while away, and how one is reminded."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from luodi_web.people.domain.delegations import can_delegate, candidates, delegate, end_delegation
from luodi_web.people.domain.preferences import preference_of, save_preference
from luodi_web.people.forms.delegations import DelegationForm, PreferenceForm
from luodi_web.people.forms.fields import add_domain_error
from luodi_web.people.models import Delegation
from luodi_web.people.permissions import signed_in_page


@signed_in_page
@require_http_methods(["GET", "POST"])
def delegation_new(request: HttpRequest) -> HttpResponse:
    verdict = can_delegate(request.user)
    if not verdict:
        messages.warning(request, verdict.reason)
        return redirect("staff:account")
    initial = {"starts_on": timezone.localdate()}
    form = DelegationForm(request.POST or None, candidates=candidates(request.user), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = delegate(request.user, **form.cleaned_data, by=request.actor)
        except ValidationError as error:
            add_domain_error(form, error)
        else:
            messages.success(request, _("已委托%(name)s代办，到期自动结束。") % {"name": made.to_user.name})
            return redirect("staff:account")
    note = _(
        "委托期间，代办人可以替您签收、报送和审核任务，记录里会写明“代您办理”。签发公文和管理员的权限不能委托，代办人也不能再转委托。"
    )
    return _form(request, form, _("外出委托"), note)


@signed_in_page
@require_POST
def delegation_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever lent the rights takes them back; the stand-in cannot."""
    found = get_object_or_404(Delegation.objects.filter(from_user=request.user), pk=pk)
    try:
        end_delegation(found, by=request.actor)
    except ValidationError as error:
        messages.info(request, error.messages[0])
    else:
        messages.success(request, _("已收回委托。"))
    return redirect("staff:account")


@signed_in_page
@require_http_methods(["GET", "POST"])
def reminding(request: HttpRequest) -> HttpResponse:
    now = preference_of(request.user)
    names = ("mode", "quiet_from", "quiet_until")
    form = PreferenceForm(request.POST or None, initial={name: getattr(now, name) for name in names})
    if request.method == "POST" and form.is_valid():
        try:
            save_preference(request.user, **form.cleaned_data, by=request.actor)
        except ValidationError as error:
            add_domain_error(form, error)
        else:
            messages.success(request, _("提醒设置已保存。"))
            return redirect("staff:account")
    note = _("免打扰时段和非工作日的提醒，顺延到下一个工作日可以提醒的时候。每日汇总把一天的提醒合成一条。")
    return _form(request, form, _("提醒设置"), note)


def _form(request: HttpRequest, form: DelegationForm | PreferenceForm, title: str, note: str) -> HttpResponse:
    back = reverse("staff:account")
    context = {
        "form": form,
        "page_title": title,
        "note": note,
        "back_url": back,
        "breadcrumb": [{"label": _("我的账号"), "url": back}, {"label": title}],
    }
    return render(request, "staff/people/form.html", context, status=422 if form.errors else 200)
