"""Where conversations are."""

from django.urls import path

from message.views import ConversationViewSet, MessageViewSet, Shared, WholeSessionViewSet
from message.views_async import AskViewSet
from message.views_following import FollowViewSet, RunViewSet, StopViewSet

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
    path("sessions/<uuid:pk>/stream/", FollowViewSet.as_view({"get": "session"})),
    path("shared/<str:token>/", Shared.as_view()),
    path("messages/", MessageViewSet.as_view({"get": "list"})),
    path("messages/conversation_path/", MessageViewSet.as_view({"get": "path"})),
    path("messages/stream/", AskViewSet.as_view({"post": "ask"})),
    # The name some frontends know the stream of a session by.
    path("messages/stream/<uuid:pk>/stream/", FollowViewSet.as_view({"get": "session"}, schema=None)),
    path("messages/<uuid:pk>/", MessageViewSet.as_view({"get": "retrieve"})),
    path("messages/<uuid:pk>/tree/", MessageViewSet.as_view({"get": "tree"})),
    path("messages/<uuid:pk>/regenerate/", AskViewSet.as_view({"post": "regenerate"})),
    path("messages/<uuid:pk>/branch/", AskViewSet.as_view({"post": "branch"})),
    path("messages/<uuid:pk>/stream/", FollowViewSet.as_view({"get": "message"})),
    path("runs/<uuid:pk>/", RunViewSet.as_view({"get": "retrieve"})),
    path("runs/<uuid:pk>/stream/", FollowViewSet.as_view({"get": "run"})),
    path("runs/<uuid:pk>/stop/", StopViewSet.as_view({"post": "stop"})),
]
