"""One of everything a route can name: of somebody who is there, of nobody, and of what has been deleted."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID, uuid4

from ai_model.models import AIModel
from chat_session.models import Session
from feedback.models import Mark, Vote
from message.models import Message
from tests.conversations import say
from tests.feedback.battles import cast, mark
from tests.message.asking import seat
from tests.people import Client
from user import tokens
from user.models import APIKey, User


@dataclass(frozen=True)
class Belongings:
    session: Session
    question: Message
    message: Message
    key: APIKey
    vote: Vote | Mark

    def words(self) -> Iterator[str]:
        """By which rows are found that have to do with any of it, as each database writes them."""
        for thing in (self.session, self.question, self.message, self.key, self.vote):
            yield from (str(thing.pk), UUID(str(thing.pk)).hex)


def make_belongings(user: User, *models: AIModel) -> Belongings:
    """Two turns of a comparison: the first has been voted on, the last can still be regenerated."""
    session = seat(user, *models, title="Mine")
    first = say(session, "Whose is this?", *["Yours."] * len(models))
    last = say(session, "And this?", *["Mine."] * len(models), after=first)
    key, _ = tokens.issue_key(user, "program")
    question, message = (last.messages.select_related("turn").get(participant=side) for side in ("", "a"))
    return Belongings(session, question, message, key, cast(first))


def make_up() -> Belongings:
    """Ids that nobody has."""
    session = Session(id=uuid4())
    question, message = (Message(id=uuid4(), session=session, run_id=uuid4()) for _ in range(2))
    return Belongings(session, question, message, APIKey(id=uuid4()), Vote(id=uuid4()))


def make_and_delete(client: Client, *models: AIModel) -> Belongings:
    """A vote outlives its session, so a mark stands for what can be taken back altogether."""
    mine = make_belongings(client.user, *models)
    given = mark(client, mine.message, preference="like").json()["id"]
    paths = (f"/feedback/{given}/", f"/sessions/{mine.session.pk}/", f"/auth/keys/{mine.key.pk}/")
    assert [client.delete(path).status_code for path in paths] == [204] * 3
    return Belongings(mine.session, mine.question, mine.message, mine.key, Mark(id=UUID(given)))
