"""Where judgements are."""

from django.urls import path

from feedback.views import FeedbackViewSet, Seals

ONE = {"get": "retrieve", "delete": "destroy"}

urlpatterns = [
    path("feedback/", FeedbackViewSet.as_view({"get": "list", "post": "create"})),
    path("feedback/seals/", Seals.as_view()),
    path("feedback/<uuid:pk>/", FeedbackViewSet.as_view(ONE)),
]
