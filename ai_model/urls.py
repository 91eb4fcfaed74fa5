"""Where models are."""

from django.urls import path

from ai_model import views

urlpatterns = [
    path("models/", views.Models.as_view()),
    path("models/type/", views.Models.as_view(schema=None)),
    path("models/<path:reference>/", views.Model.as_view()),
]
