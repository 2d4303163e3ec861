"""Addresses of the staff's screens: one list per subject."""

from django.urls import include, path

from luodi_web.staff.views import today

app_name = "staff"

urlpatterns = [
    path("", today.today, name="today"),
    path("", include("luodi_web.staff.urls_people")),
    path("", include("luodi_web.staff.urls_plans")),
    path("", include("luodi_web.staff.urls_policies")),
    path("", include("luodi_web.staff.urls_tasks")),
    path("", include("luodi_web.staff.urls_views")),
]
