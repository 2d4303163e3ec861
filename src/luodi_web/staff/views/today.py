"""今日: what waits for me."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission


@permission(Permission.HOME)
def today(request: HttpRequest) -> HttpResponse:
    return render(request, "staff/today.html")
