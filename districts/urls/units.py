from django.urls import path

from districts.views import units

urlpatterns = [path("units/", units.unit_list, name="unit_list")]
