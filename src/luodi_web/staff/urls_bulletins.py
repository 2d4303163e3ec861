"""Screens of bulletins: register, editor, signing, the issued page and where its figures come from."""

from django.urls import path

from luodi_web.staff.views import bulletin_acts, bulletin_editor, bulletin_figures, bulletins

urlpatterns = [
    path("bulletins/", bulletins.bulletins, name="bulletins"),
    path("bulletins/new/", bulletin_editor.bulletin_new, name="bulletin_new"),
    path("bulletins/<int:pk>/", bulletins.bulletin, name="bulletin"),
    path("bulletins/<int:pk>/edit/", bulletin_editor.bulletin_edit, name="bulletin_edit"),
    path("bulletins/<int:pk>/refresh/", bulletin_editor.bulletin_refresh, name="bulletin_refresh"),
    path("bulletins/<int:pk>/preview/", bulletins.bulletin_preview, name="bulletin_preview"),
    path("bulletins/<int:pk>/pages/<int:page>/", bulletins.bulletin_page, name="bulletin_page"),
    path("bulletins/<int:pk>/submit/", bulletin_acts.bulletin_submit, name="bulletin_submit"),
    path("bulletins/<int:pk>/agree/", bulletin_acts.bulletin_agree, name="bulletin_agree"),
    path("bulletins/<int:pk>/issue/", bulletin_acts.bulletin_issue, name="bulletin_issue"),
    path("bulletins/<int:pk>/return/", bulletin_acts.bulletin_return, name="bulletin_return"),
    path("bulletins/<int:pk>/void/", bulletin_acts.bulletin_void, name="bulletin_void"),
    path("bulletins/<int:pk>/correct/", bulletin_acts.bulletin_correct, name="bulletin_correct"),
    path("bulletins/<int:pk>/read/", bulletin_acts.bulletin_read, name="bulletin_read"),
    path("bulletins/<int:pk>/files/<slug:form>/", bulletins.bulletin_file, name="bulletin_file"),
    path("bulletins/<int:pk>/figures/", bulletin_figures.bulletin_figures, name="bulletin_figures"),
    path("bulletins/<int:pk>/figures/<str:key>/", bulletin_figures.bulletin_rows, name="bulletin_rows"),
]
