"""Addresses of meetings (会议)."""

from django.urls import path

from luodi_web.staff.views import meeting_decisions, meeting_minutes, meeting_tasks, meetings

urlpatterns = [
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/new/", meetings.meeting_new, name="meeting_new"),
    path("meetings/decisions/", meeting_decisions.decisions, name="decisions"),
    path("meetings/decisions/<int:pk>/", meeting_decisions.decision_edit, name="decision_edit"),
    path("meetings/decisions/<int:pk>/delete/", meeting_decisions.decision_delete, name="decision_delete"),
    path("meetings/decisions/<int:pk>/move/", meeting_decisions.decision_move, name="decision_move"),
    path("meetings/<int:pk>/", meetings.meeting, name="meeting"),
    path("meetings/<int:pk>/edit/", meetings.meeting_edit, name="meeting_edit"),
    path("meetings/<int:pk>/decisions/", meeting_decisions.decision_add, name="decision_add"),
    path("meetings/<int:pk>/paste/", meeting_decisions.decision_paste, name="decision_paste"),
    path("meetings/<int:pk>/tasks/", meeting_tasks.meeting_tasks, name="meeting_tasks"),
    path("meetings/<int:pk>/finish/", meetings.meeting_finish, name="meeting_finish"),
    path("meetings/<int:pk>/take-back/", meetings.meeting_take_back, name="meeting_take_back"),
    path("meetings/<int:pk>/issue/", meeting_minutes.meeting_issue, name="meeting_issue"),
    path("meetings/<int:pk>/minutes/", meeting_minutes.minutes, name="minutes"),
    path("meetings/<int:pk>/minutes/docx/", meeting_minutes.minutes_docx, name="minutes_docx"),
    path("meetings/<int:pk>/minutes/pdf/", meeting_minutes.minutes_pdf, name="minutes_pdf"),
]
