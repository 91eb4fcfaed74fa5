"""Where everything is. Paths end with a slash here; a middleware adds it where a client left it out."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, re_path
from drf_spectacular.views import SpectacularAPIView

from api import refusals
from arena_backend import contact, health, metrics, static
from arena_backend.documentation import Documentation

handler400 = refusals.bad_request
handler403 = refusals.forbidden
handler404 = refusals.not_found
handler500 = refusals.internal

PREFIX = f"{settings.ARENA_API_PREFIX}/" if settings.ARENA_API_PREFIX else ""

api: list[URLPattern | URLResolver] = [
    path("", include("user.urls")),
    # Before the models, whose names may be any path.
    path("", include("usage.urls")),
    path("", include("ai_model.urls")),
    path("", include("message.urls")),
    path("", include("feedback.urls")),
    path("", include("leaderboard.urls")),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", Documentation.as_view(url_name="schema"), name="docs"),
]

urlpatterns = [
    path("live/", health.live),
    path("health/", health.Health.as_view()),
    path("ready/", health.Ready.as_view()),
    path("metrics/", metrics.show),
    path(f"{contact.PATH}/", contact.show),
    path("admin/", admin.site.urls),
    path("static/<path:path>", static.serve),
    *(path(f"{PREFIX}{tenant}/", include(api)) for tenant in settings.ARENA_TENANTS),
    # Behind the tenants, so that the names of its paths mean these.
    path(PREFIX, include(api)),
]
if PREFIX:
    urlpatterns.append(path("", include("playground.urls")))
# Last, and for DEBUG's sake: its own page for a missing path is no answer to a program.
urlpatterns.append(re_path("", refusals.not_found))
