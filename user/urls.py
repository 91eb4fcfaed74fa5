"""Where people are."""

from django.urls import path

from user import views, views_keys

urlpatterns = [
    path("auth/anonymous/", views.Guests.as_view()),
    path("auth/register/", views.Register.as_view()),
    path("auth/login/", views.Login.as_view()),
    path("auth/google/", views.Google.as_view()),
    path("auth/refresh/", views.Refresh.as_view()),
    path("auth/logout/", views.Logout.as_view()),
    path("auth/password/", views.Password.as_view()),
    path("auth/keys/", views_keys.Keys.as_view({"get": "list", "post": "create"})),
    path("auth/keys/<uuid:pk>/", views_keys.Keys.as_view({"delete": "destroy"})),
    path("users/me/", views.Me.as_view()),
    path("users/me/data/", views.Archive.as_view()),
]
