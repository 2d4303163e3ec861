"""Addresses of plans: reading, editing, importing, dispatching."""

from django.urls import path

from luodi_web.staff.views import (
    plan_acts,
    plan_drafting,
    plan_editor,
    plan_fields,
    plan_import,
    plan_publish,
    plans,
)

urlpatterns = [
    path("plans/", plans.plans, name="plans"),
    path("plans/new/", plans.plan_new, name="plan_new"),
    path("plans/import/", plan_import.plan_import, name="plan_import"),
    path("plans/import/template/", plan_import.plan_import_template, name="plan_import_template"),
    path("plans/drafting/<int:pk>/", plan_drafting.drafting, name="drafting"),
    path("plans/drafting/<int:pk>/retry/", plan_drafting.drafting_retry, name="drafting_retry"),
    path("plans/<int:pk>/", plans.plan, name="plan"),
    path("plans/<int:pk>/settings/", plans.plan_settings, name="plan_settings"),
    path("plans/<int:pk>/delete/", plans.plan_delete, name="plan_delete"),
    path("plans/<int:pk>/xlsx/", plans.plan_export, name="plan_export"),
    path("plans/<int:pk>/ledger/", plans.plan_ledger, name="plan_ledger"),
    path("plans/<int:pk>/markdown/", plans.plan_text, name="plan_text"),
    path("plans/<int:pk>/publish/", plan_publish.plan_publish, name="plan_publish"),
    path(
        "plans/<int:pk>/tasks/<int:task_pk>/adjust/", plan_publish.plan_task_adjust, name="plan_task_adjust"
    ),
    path("plans/<int:pk>/edit/", plan_editor.plan_edit, name="plan_edit"),
    path("plans/<int:pk>/edit/tree/", plan_editor.plan_tree, name="plan_tree"),
    path("plans/<int:pk>/edit/side/", plan_editor.plan_side, name="plan_side"),
    path("plans/<int:pk>/edit/undo/", plan_acts.plan_undo, name="plan_undo"),
    path("plans/<int:pk>/edit/redo/", plan_acts.plan_redo, name="plan_redo"),
    path("plans/<int:pk>/edit/move/", plan_acts.plan_move, name="plan_move"),
    path("plans/<int:pk>/edit/bulk/", plan_acts.plan_bulk, name="plan_bulk"),
    path("plans/<int:pk>/edit/tasks/", plan_acts.plan_task_add, name="plan_task_add"),
    path("plans/<int:pk>/edit/tasks/<int:task_pk>/", plan_editor.plan_task_form, name="plan_task_form"),
    path("plans/<int:pk>/edit/tasks/<int:task_pk>/save/", plan_fields.plan_task_save, name="plan_task_save"),
    path(
        "plans/<int:pk>/edit/tasks/<int:task_pk>/copy/",
        plan_acts.plan_task_duplicate,
        name="plan_task_duplicate",
    ),
    path("plans/<int:pk>/edit/tasks/<int:task_pk>/split/", plan_acts.plan_task_split, name="plan_task_split"),
    path("plans/<int:pk>/edit/tasks/<int:task_pk>/merge/", plan_acts.plan_task_merge, name="plan_task_merge"),
    path("plans/<int:pk>/edit/tasks/<int:task_pk>/shift/", plan_acts.plan_task_shift, name="plan_task_shift"),
    path("plans/<int:pk>/edit/tasks/<int:task_pk>/level/", plan_acts.plan_task_level, name="plan_task_level"),
    path(
        "plans/<int:pk>/edit/tasks/<int:task_pk>/delete/", plan_acts.plan_task_delete, name="plan_task_delete"
    ),
    path("plans/<int:pk>/edit/streams/", plan_acts.plan_workstream_add, name="plan_workstream_add"),
    path(
        "plans/<int:pk>/edit/streams/<int:stream_pk>/",
        plan_acts.plan_workstream_rename,
        name="plan_workstream_rename",
    ),
    path(
        "plans/<int:pk>/edit/streams/<int:stream_pk>/shift/",
        plan_acts.plan_workstream_shift,
        name="plan_workstream_shift",
    ),
    path(
        "plans/<int:pk>/edit/streams/<int:stream_pk>/delete/",
        plan_acts.plan_workstream_delete,
        name="plan_workstream_delete",
    ),
]
