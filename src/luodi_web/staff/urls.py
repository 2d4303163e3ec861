"""Addresses of the staff's screens: one list per subject."""

from django.urls import include, path

from luodi_web.staff.views import today

app_name = "staff"

urlpatterns = [
    path("", today.today, name="today"),
    path("", include("luodi_web.staff.urls_clues")),
    path("", include("luodi_web.staff.urls_meetings")),
    path("", include("luodi_web.staff.urls_bulletins")),
    path("", include("luodi_web.staff.urls_models")),
    path("", include("luodi_web.staff.urls_people")),
    path("", include("luodi_web.staff.urls_planning")),
    path("", include("luodi_web.staff.urls_plans")),
    path("", include("luodi_web.staff.urls_policies")),
    path("", include("luodi_web.staff.urls_fields")),
    path("", include("luodi_web.staff.urls_enterprises")),
    path("", include("luodi_web.staff.urls_benefits")),
    path("", include("luodi_web.staff.urls_tasks")),
    path("", include("luodi_web.staff.urls_letters")),
    path("", include("luodi_web.staff.urls_reports")),
    path("", include("luodi_web.staff.urls_alerts")),
    path("", include("luodi_web.staff.urls_views")),
]
