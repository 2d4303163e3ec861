"""Screens of dispatched tasks: board, task, reports, units, the leader's page."""

from django.urls import path

from luodi_web.staff.views import board, leader, report_form, reports, tasks, unit_page

urlpatterns = [
    path("board/", board.board, name="board"),
    path("tasks/<int:pk>/", tasks.task, name="task"),
    path("assignments/acknowledge/", tasks.acknowledge_many, name="acknowledge"),
    path("assignments/<int:pk>/return/", tasks.return_one, name="assignment_return"),
    path("assignments/<int:pk>/withdraw/", tasks.withdraw, name="assignment_withdraw"),
    path("assignments/<int:pk>/resend/", tasks.resend, name="assignment_resend"),
    path("assignments/<int:pk>/report/", report_form.edit_report, name="report_now"),
    path("assignments/<int:pk>/report/<str:period>/", report_form.edit_report, name="report_edit"),
    path("assignments/<int:pk>/no-change/", report_form.no_change, name="report_no_change"),
    path("reports/", reports.queue, name="report_reviews"),
    path("reports/accept/", reports.accept_many, name="reports_accept"),
    path("reports/<int:pk>/", reports.report, name="report"),
    path("reports/<int:pk>/accept/", reports.accept, name="report_accept"),
    path("reports/<int:pk>/return/", reports.give_back, name="report_return"),
    path("evidence/<int:pk>/", reports.evidence, name="evidence"),
    path("offices/<int:pk>/", unit_page.unit_page, name="unit_page"),
    path("overview/", leader.leader, name="leader"),
]
