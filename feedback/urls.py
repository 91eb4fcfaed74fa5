"""Where judgements are."""

from django.urls import path

from feedback.views import FeedbackViewSet

ONE = {"get": "retrieve", "delete": "destroy"}

urlpatterns = [
    path("feedback/", FeedbackViewSet.as_view({"get": "list", "post": "create"})),
    path("feedback/<uuid:pk>/", FeedbackViewSet.as_view(ONE)),
]
