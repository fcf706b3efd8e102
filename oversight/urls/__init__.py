from oversight.urls import cases, documents, home, visits

urlpatterns = [*home.urlpatterns, *cases.urlpatterns, *visits.urlpatterns, *documents.urlpatterns]
