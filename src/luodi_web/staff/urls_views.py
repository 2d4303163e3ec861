"""Ways of looking at tasks: one matter's story, the register as board, calendar, Gantt chart and map."""

from django.urls import path

from luodi_web.staff.views import board_keeping, search, story

urlpatterns = [
    path("board/saved/", board_keeping.save, name="view_save"),
    path("board/saved/<int:pk>/delete/", board_keeping.forget, name="view_forget"),
    path("board/exports/<int:pk>/", board_keeping.export, name="register_export"),
    path("search/", search.search, name="search"),
    path("tasks/<int:pk>/story/", story.story, name="task_story"),
]
