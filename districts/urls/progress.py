from django.urls import path

from districts.views import progress, progress_acts, progress_edit, progress_files

urlpatterns = [
    path("progress/", progress.progress_list, name="progress_list"),
    path("progress/open/", progress_acts.progress_open_periods, name="progress_open_periods"),
    path("progress/<int:pk>/", progress.progress_detail, name="progress_detail"),
    path("progress/<int:pk>/edit/", progress_edit.progress_edit, name="progress_edit"),
    path("progress/<int:pk>/values/<int:indicator>/", progress_edit.progress_value, name="progress_value"),
    path("progress/<int:pk>/copy/", progress_edit.progress_copy, name="progress_copy"),
    path("progress/<int:pk>/submit/", progress_edit.progress_submit, name="progress_submit"),
    path("progress/<int:pk>/sign/", progress_acts.progress_sign, name="progress_sign"),
    path("progress/<int:pk>/refuse/", progress_acts.progress_refuse, name="progress_refuse"),
    path("progress/<int:pk>/return/", progress_acts.progress_return, name="progress_return"),
    path("progress/<int:pk>/accept/", progress_acts.progress_accept, name="progress_accept"),
    path("progress/<int:pk>/lock/", progress_acts.progress_lock, name="progress_lock"),
    path("progress/<int:pk>/unlock/", progress_acts.progress_unlock, name="progress_unlock"),
    path("progress/<int:pk>/on-behalf/", progress_acts.progress_on_behalf, name="progress_on_behalf"),
    path(
        "progress/<int:pk>/on-behalf/stop/",
        progress_acts.progress_on_behalf_stop,
        name="progress_on_behalf_stop",
    ),
    path("progress/<int:pk>/files/", progress_files.progress_file_add, name="progress_file_add"),
    path("progress/<int:pk>/files/<int:file>/", progress_files.progress_file, name="progress_file"),
    path(
        "progress/<int:pk>/files/<int:file>/withdraw/",
        progress_files.progress_file_withdraw,
        name="progress_file_withdraw",
    ),
    path("progress/<int:pk>/paper/<int:number>/", progress_files.progress_paper, name="progress_paper"),
]
