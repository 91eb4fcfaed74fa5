"""How a request is asked again whose model cannot be told how much to think."""

from dataclasses import replace

from ai_model.providers.dialect import Profile

EFFORT = frozenset({"reasoning_effort"})


def without_effort(profile: Profile) -> Profile | None:
    """None if it was left out already."""
    return None if profile.lacks >= EFFORT else replace(profile, lacks=profile.lacks | EFFORT)
