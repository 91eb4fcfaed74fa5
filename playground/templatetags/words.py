"""What a page says, in its language: {% word "send" %}."""

from typing import Any

from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def word(context: Any, key: str) -> str:
    sentence: str = context["words"][key]
    return sentence
