"""Addresses of clues (问题线索)."""

from django.urls import path

from luodi_web.staff.views import clue_acts, clue_form, clues

urlpatterns = [
    path("clues/", clues.clues, name="clues"),
    path("clues/new/", clue_form.clue_new, name="clue_new"),
    path("clues/terms/", clues.clue_terms, name="clue_terms"),
    path("clues/files/<int:pk>/", clues.clue_file, name="clue_file"),
    path("clues/<int:pk>/", clues.clue, name="clue"),
    path("clues/<int:pk>/edit/", clue_form.clue_edit, name="clue_edit"),
    path("clues/<int:pk>/delete/", clue_form.clue_delete, name="clue_delete"),
    path("clues/<int:pk>/accept/", clue_acts.clue_accept, name="clue_accept"),
    path("clues/<int:pk>/refuse/", clue_acts.clue_refuse, name="clue_refuse"),
    path("clues/<int:pk>/refer/", clue_acts.clue_refer, name="clue_refer"),
    path("clues/<int:pk>/reply/", clue_acts.clue_reply, name="clue_reply"),
    path("clues/<int:pk>/hand-back/", clue_acts.clue_hand_back, name="clue_hand_back"),
    path("clues/<int:pk>/answer/", clue_acts.clue_answer, name="clue_answer"),
    path("clues/<int:pk>/rate/", clue_acts.clue_rate, name="clue_rate"),
    path("clues/<int:pk>/task/", clue_acts.clue_task, name="clue_task"),
]
