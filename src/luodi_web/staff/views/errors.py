"""Pages for what went wrong: each says what to do next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "staff/errors/404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "staff/errors/403.html", status=403)


def failed(request: HttpRequest) -> HttpResponse:
    """Stands on nothing that may itself have failed: no database, no assets, no context processors."""
    return HttpResponse(render_to_string("staff/errors/500.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "staff/errors/csrf.html", status=403)
