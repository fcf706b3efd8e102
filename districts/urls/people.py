from django.urls import path

from districts.views import bodies, people, people_list, posts

PEOPLE, BODIES = "administration/people/", "administration/bodies/"

urlpatterns = [
    path(PEOPLE, people_list.person_list, name="person_list"),
    path(f"{PEOPLE}new/", people.person_new, name="person_new"),
    path(f"{PEOPLE}<int:pk>/", people.person_detail, name="person_detail"),
    path(f"{PEOPLE}<int:pk>/edit/", people.person_edit, name="person_edit"),
    path(f"{PEOPLE}<int:pk>/password/", people.person_password, name="person_password"),
    path(f"{PEOPLE}<int:pk>/switch-off/", people.person_switch_off, name="person_switch_off"),
    path(f"{PEOPLE}<int:pk>/switch-on/", people.person_switch_on, name="person_switch_on"),
    path(f"{PEOPLE}<int:pk>/posts/new/", posts.person_post_new, name="person_post_new"),
    path("administration/posts/<int:pk>/end/", posts.post_end, name="post_end"),
    path(BODIES, bodies.body_list, name="body_list"),
    path(f"{BODIES}new/", bodies.body_new, name="body_new"),
    path(f"{BODIES}<int:pk>/", bodies.body_detail, name="body_detail"),
    path(f"{BODIES}<int:pk>/edit/", bodies.body_edit, name="body_edit"),
    path(f"{BODIES}<int:pk>/posts/new/", posts.body_post_new, name="body_post_new"),
]
