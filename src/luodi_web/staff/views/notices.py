"""Notices to the person: the list, the bell's short list, marking as read."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from luodi_web.people.domain.notices import mark_read
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission

PER_PAGE = 30
IN_BELL = 8


@permission(Permission.HOME)
@require_GET
def notifications(request: HttpRequest) -> HttpResponse:
    mine = request.user.notifications.all()
    only_unread = request.GET.get("unread") == "1"
    shown = mine.filter(read_at__isnull=True) if only_unread else mine
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "staff/people/notifications.html", {"page": page, "only_unread": only_unread})


@permission(Permission.HOME)
@require_GET
def bell(request: HttpRequest) -> HttpResponse:
    """The newest unread notices, as a fragment for the bell's menu."""
    unread = request.user.notifications.filter(read_at__isnull=True)
    return render(request, "staff/people/notifications.html#bell", {"notices": unread[:IN_BELL]})


@permission(Permission.HOME)
@require_POST
def open_notification(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one as read and go where it leads."""
    notice = get_object_or_404(request.user.notifications, pk=pk)
    mark_read(request.user.notifications.filter(pk=notice.pk))
    if request.htmx:
        notice.refresh_from_db()
        return render(request, "staff/people/notifications.html#row", {"notice": notice})
    if notice.url and url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None):
        return redirect(notice.url)
    return redirect("staff:notifications")


@permission(Permission.HOME)
@require_POST
def read_all_notifications(request: HttpRequest) -> HttpResponse:
    mark_read(request.user.notifications.all())
    return redirect("staff:notifications")
