"""All addresses of the platform."""

from django.urls import include, path

urlpatterns = [
    path("", include("luodi_web.staff.urls")),
    path("accounts/", include("luodi_web.people.account_urls")),
]

handler404 = "luodi_web.staff.views.errors.not_found"
handler403 = "luodi_web.staff.views.errors.forbidden"
handler500 = "luodi_web.staff.views.errors.failed"
