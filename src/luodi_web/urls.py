"""All addresses of the platform."""

from django.urls import include, path
from django.views.i18n import set_language

from luodi_web.people.permissions import public_page

urlpatterns = [
    path("", include("luodi_web.staff.urls")),
    path("language/", public_page(set_language), name="set_language"),
    path("accounts/", include("luodi_web.people.account_urls")),
]

handler404 = "luodi_web.staff.views.errors.not_found"
handler403 = "luodi_web.staff.views.errors.forbidden"
handler500 = "luodi_web.staff.views.errors.failed"
