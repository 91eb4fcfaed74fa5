"""Where conversations are."""

from django.urls import path

from message.views import ConversationViewSet, MessageViewSet, Shared, WholeSessionViewSet

SESSION = {"get": "retrieve", "patch": "partial_update", "delete": "destroy"}

urlpatterns = [
    path("sessions/", ConversationViewSet.as_view({"get": "list", "post": "create"})),
    # The name some frontends know the list by.
    path("sessions/type/", ConversationViewSet.as_view({"get": "list"}, schema=None)),
    path("sessions/<uuid:pk>/", ConversationViewSet.as_view(SESSION)),
    path("sessions/<uuid:pk>/generate_title/", ConversationViewSet.as_view({"post": "generate_title"})),
    path("sessions/<uuid:pk>/share/", ConversationViewSet.as_view({"post": "share"})),
    path("sessions/<uuid:pk>/unshare/", ConversationViewSet.as_view({"post": "unshare"})),
    path("sessions/<uuid:pk>/duplicate/", WholeSessionViewSet.as_view({"post": "duplicate"})),
    path("sessions/<uuid:pk>/export/", WholeSessionViewSet.as_view({"get": "export"})),
    path("shared/<str:token>/", Shared.as_view()),
    path("messages/", MessageViewSet.as_view({"get": "list"})),
    path("messages/conversation_path/", MessageViewSet.as_view({"get": "path"})),
    path("messages/<uuid:pk>/", MessageViewSet.as_view({"get": "retrieve"})),
    path("messages/<uuid:pk>/tree/", MessageViewSet.as_view({"get": "tree"})),
]
