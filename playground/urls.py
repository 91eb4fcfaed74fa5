"""Where the pages are."""

from django.urls import path

from playground import views

urlpatterns = [
    path("", views.arena, name="arena"),
    path("leaderboard/", views.board, name="board"),
    path("model/<path:reference>/", views.ModelPage.as_view(), name="model"),
    path("s/<str:token>/", views.SharedPage.as_view(), name="shared"),
]
