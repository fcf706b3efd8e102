from django.urls import path

from oversight.views import home

urlpatterns = [
    path("", home.home, name="home"),
    path("my-work/", home.my_work, name="my_work"),
]
