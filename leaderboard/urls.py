"""Where boards are."""

from django.urls import path

from leaderboard.views import (
    Categories,
    Leaderboard,
    LeaderboardOfText,
    OneSnapshot,
    OwnExclusion,
    Pairs,
    Snapshots,
    Trends,
)

urlpatterns = [
    path("leaderboard/", Leaderboard.as_view()),
    path("leaderboard/llm/", LeaderboardOfText.as_view()),
    path("leaderboard/pairs/", Pairs.as_view()),
    path("leaderboard/trends/", Trends.as_view()),
    path("leaderboard/categories/", Categories.as_view()),
    path("leaderboard/snapshots/", Snapshots.as_view()),
    path("leaderboard/snapshots/<uuid:pk>/", OneSnapshot.as_view()),
    path("leaderboard/exclusion/", OwnExclusion.as_view()),
]
