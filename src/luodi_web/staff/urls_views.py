"""Ways of looking at tasks: one matter's story, the register as board, calendar, Gantt chart and map."""

from django.urls import path

from luodi_web.staff.views import search, story

urlpatterns = [
    path("search/", search.search, name="search"),
    path("tasks/<int:pk>/story/", story.story, name="task_story"),
]
