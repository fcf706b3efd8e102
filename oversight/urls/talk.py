from django.urls import path, register_converter

from oversight.views import talk


class TalkedOf:
    """The folders whose records people talk about; a session has notes only."""

    regex = "assignments|proposals"

    def to_python(self, value):
        return value

    to_url = to_python


register_converter(TalkedOf, "talked_of")

urlpatterns = [
    path("<talked_of:kind>/<str:key>/comments/", talk.comment_add, name="comment_add"),
    path("<talked_of:kind>/<str:key>/notes/", talk.note_add, name="note_add"),
    path("sessions/<slug:key>/notes/", talk.note_add, {"kind": "sessions"}, name="session_note_add"),
    path("notes/<int:pk>/delete/", talk.note_delete, name="note_delete"),
]
