"""Who and what attacks need besides people: models that can be told what to do, and somebody with a password."""

from tests.message.conftest import simulator
from tests.user.conftest import member

__all__ = ["member", "simulator"]
