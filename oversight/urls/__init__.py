from oversight.urls import (
    bodies,
    cases,
    documents,
    follow_up,
    guidance,
    home,
    past,
    reorganisation,
    steering,
    talk,
    visits,
)

urlpatterns = [
    *home.urlpatterns,
    *cases.urlpatterns,
    *visits.urlpatterns,
    *documents.urlpatterns,
    *follow_up.urlpatterns,
    *steering.urlpatterns,
    *talk.urlpatterns,
    *past.urlpatterns,
    *guidance.urlpatterns,
    *reorganisation.urlpatterns,
    *bodies.urlpatterns,
]
