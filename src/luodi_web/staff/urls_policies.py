"""Addresses of packages, policies and the review of their texts."""

from django.urls import path

from luodi_web.staff.views import (
    policies_list,
    policies_packages,
    policies_page,
    policies_review,
    policies_structure,
    policies_upload,
)

urlpatterns = [
    path("policies/", policies_list.policies, name="policies"),
    path("policies/upload/", policies_upload.policy_upload, name="policy_upload"),
    path("policies/packages/", policies_packages.packages, name="packages"),
    path("policies/packages/new/", policies_packages.package_new, name="package_new"),
    path("policies/packages/<int:pk>/", policies_packages.package_edit, name="package_edit"),
    path("policies/<int:pk>/", policies_page.policy, name="policy"),
    path("policies/<int:pk>/edit/", policies_page.policy_edit, name="policy_edit"),
    path("policies/<int:pk>/delete/", policies_page.policy_delete, name="policy_delete"),
    path("policies/<int:pk>/reopen/", policies_page.policy_reopen, name="policy_reopen"),
    path("versions/<int:pk>/review/", policies_review.review, name="review"),
    path("versions/<int:pk>/review/progress/", policies_review.review_progress, name="review_progress"),
    path("versions/<int:pk>/review/retry/", policies_review.review_retry, name="review_retry"),
    path("versions/<int:pk>/review/groups/<str:kind>/", policies_review.review_groups, name="review_groups"),
    path("versions/<int:pk>/review/decide/", policies_review.review_decide, name="review_decide"),
    path("versions/<int:pk>/review/group/", policies_review.review_group, name="review_group"),
    path("versions/<int:pk>/review/lost/", policies_review.review_lost, name="review_lost"),
    path("versions/<int:pk>/review/correct/", policies_review.review_correct, name="review_correct"),
    path("versions/<int:pk>/review/undo/", policies_review.review_undo, name="review_undo"),
    path("versions/<int:pk>/confirm/", policies_review.version_confirm, name="version_confirm"),
    path("versions/<int:pk>/discard/", policies_page.version_discard, name="version_discard"),
    path("versions/<int:pk>/structure/", policies_structure.version_structure, name="version_structure"),
    path("versions/<int:pk>/original/", policies_structure.version_original, name="version_original"),
    path("versions/<int:pk>/text/", policies_structure.version_text, name="version_text"),
    path("versions/<int:pk>/report/", policies_structure.version_report, name="version_report"),
    path("versions/<int:pk>/markdown/", policies_structure.version_markdown, name="version_markdown"),
    path("versions/<int:pk>/draft/", policies_structure.version_draft, name="version_draft"),
]
