"""Real things for made-up requests to name, or every answer would be that there is no such thing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.core.management import call_command
from schemathesis import Case

from ai_model.models import AIModel
from feedback.models import Voter
from leaderboard.models import Exclusion, Snapshot
from message.models import Run
from tests.conversations import make_session, say
from tests.feedback.battles import cast
from tests.message.simulating import Simulator
from tests.people import make_email
from user import tokens
from user.accounts import enter_as_guest
from user.models import User

Headers = Mapping[str, str]
# That are no ids.
NAMES = ("token", "reference", "refresh")


@dataclass(frozen=True, slots=True)
class Public:
    model: AIModel
    snapshot: Snapshot


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who asks, with one of everything; those who have shown no credentials have nothing."""

    headers: Headers
    # By the name of a parameter or of a member of a body; of `id` by the first part of the path.
    things: Mapping[str, str]
    is_known: bool = True
    is_staff: bool = False


def make_public(simulator: Simulator) -> Public:
    """A board of votes that people have cast."""
    owner = User.objects.create_user(make_email())
    for _ in range(3):
        session = make_session(owner, "random", size=3)
        cast(say(session, "Which is the highest?", "This.", "That.", "None."))
    call_command("rank", verbosity=0)
    return Public(simulator.make_model(), Snapshot.objects.latest("created_at"))


def make_person(public: Public, **fields: Any) -> Person:
    user = User.objects.create_user(make_email(), **fields)
    headers = {"Authorization": f"Bearer {tokens.issue_access(user)}"}
    return Person(headers, things_of(user, public), is_staff=user.is_staff)


def make_guest(public: Public) -> Person:
    user, token = enter_as_guest()
    return Person({"X-Anonymous-Token": token}, things_of(user, public))


def make_program(public: Public) -> Person:
    user = User.objects.create_user(make_email())
    _, secret = tokens.issue_key(user, "program")
    return Person({"Authorization": f"Bearer {secret}"}, things_of(user, public))


PEOPLE: Mapping[str, Callable[[Public], Person]] = {
    "account": make_person,
    "guest": make_guest,
    "program": make_program,
    "staff": lambda public: make_person(public, is_staff=True, is_superuser=True),
    "nobody": lambda public: Person({}, {}, is_known=False),
    "impostor": lambda public: Person({"Authorization": f"Bearer {uuid4()}"}, {}, is_known=False),
}


def things_of(user: User, public: Public) -> Mapping[str, str]:
    session = make_session(user, "compare", title="Mine", share_token=uuid4().hex)
    turn = say(session, "Whose is this?", "Yours.", "Mine.")
    battle = make_session(user, "random")
    question = say(battle, "Which of them?", "This one.", "That one.").messages.get(role="user")
    exclusion = Exclusion.objects.create(reason="Voted too often.")
    exclusion.voters.add(Voter.objects.of(user))
    asked, reply = turn.messages.get(role="user"), turn.messages.get(participant="a")
    key, _ = tokens.issue_key(user, "program")
    refresh = tokens.issue_pair(user)["refresh"]
    return {
        "sessions": str(session.pk),
        "messages": str(reply.pk),
        "runs": str(Run.objects.get(turn=turn).pk),
        "auth": str(key.pk),
        "feedback": str(cast(turn).pk),
        "models": str(public.model.pk),
        "leaderboard": str(public.snapshot.pk),
        "token": str(session.share_token),
        "reference": public.model.name,
        "session_id": str(battle.pk),
        "message_id": str(question.pk),
        "start_id": str(asked.pk),
        "end_id": str(reply.pk),
        "refresh": refresh,
    }


def ground(case: Case, things: Mapping[str, str]) -> None:
    """Whatever could name something names something real. Nobody makes up a cursor, so there is none."""
    case.query.pop("cursor", None)
    kind = case.path.removeprefix("/api/").split("/")[0]
    for parameters in (case.path_parameters, case.query, case.body):
        if isinstance(parameters, dict):
            for name, value in parameters.items():
                known = things.get(kind if name == "id" else name)
                if known and isinstance(value, str) and (name in NAMES or is_id(value)):
                    parameters[name] = known
    assert case.meta, "asked for, it looks again whether the case is well formed"


def is_id(value: str) -> bool:
    try:
        return bool(UUID(value))
    except ValueError:
        return False
