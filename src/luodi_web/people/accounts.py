"""How people sign in: allauth's adapter, and what a locked-out person sees."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: accounts are made by an administrator and activated by a link."""
        return False


def locked_out(
    request: HttpRequest, credentials: dict[str, Any], *args: object, **kwargs: object
) -> HttpResponse:
    return render(request, "account/locked.html", status=429)
