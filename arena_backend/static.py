"""Static files where no nginx serves them: few and small, so each is read whole, off the loop."""

import asyncio
import mimetypes
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import http_date
from django.views.static import was_modified_since

from api.refusals import Code, Refusal, respond
from arena_backend.health import SAFE

MAX_AGE = 3600
# Modules of one version load each other by name: none may be left over from the version before.
FRESH = "playground/"


async def serve(request: HttpRequest, path: str) -> HttpResponse:
    if request.method not in SAFE:
        return respond(Refusal(Code.METHOD_NOT_ALLOWED))
    return await asyncio.to_thread(read, path.rstrip("/"), request.headers.get("If-Modified-Since"))


def read(path: str, known_since: str | None) -> HttpResponse:
    found = finders.find(path)
    if not isinstance(found, str) or not Path(found).is_file():
        raise Http404
    changed = Path(found).stat().st_mtime
    if not was_modified_since(known_since, changed):
        return HttpResponse(status=304)
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    lasting = "no-cache" if path.startswith(FRESH) else f"public, max-age={MAX_AGE}"
    headers = {"Last-Modified": http_date(changed), "Cache-Control": lasting}
    return HttpResponse(Path(found).read_bytes(), kind, headers=headers)
