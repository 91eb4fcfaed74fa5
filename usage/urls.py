"""Where usage is, and what staff try, which is charged as every call is."""

from django.urls import path

from usage import views, views_async

urlpatterns = [
    path("usage/", views.Usage.as_view()),
    path("usage/export/", views.Books.as_view()),
    path("models/<uuid:pk>/test/", views_async.ModelTrial.as_view({"post": "ask"})),
]
