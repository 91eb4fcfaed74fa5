"""How sides fail, as docs/errors.md tells it."""

import re
from pathlib import Path

from django.conf import settings

from message.models import LASTING, Failure


def test_the_documented_failures_are_those_of_the_code() -> None:
    page = Path(settings.BASE_DIR, "docs", "errors.md").read_text(encoding="utf-8")

    documented = re.findall(r"^\| `(\w+)` \| ([^|]+) \| (×?) ?\| ", page, re.MULTILINE)

    assert documented == [(each.value, each.sentence, "×" if each in LASTING else "") for each in Failure]
