"""Where a request came from."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str | None:
    """The client's address; None where there is none (a local socket) or it is no address.

    X-Forwarded-For is written by whoever sends the request: only as many of its last entries are
    believed as there are proxies of ours in front (``settings.TRUSTED_PROXIES``).
    """
    proxies = settings.TRUSTED_PROXIES
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    text = request.META.get("REMOTE_ADDR", "")
    if proxies and forwarded != [""]:
        text = forwarded[-min(proxies, len(forwarded))]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        # A scope (fe80::1%eth0) names our own network card and is no part of the address.
        address = address.ipv4_mapped or IPv6Address(int(address))
    return str(address)
