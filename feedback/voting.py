"""How a vote is cast: in one transaction it is bound to what it judges, gets its verdict, and names are revealed."""

from collections.abc import Mapping
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from rest_framework.exceptions import ValidationError

from api.refusals import Code, Refusal
from chat_session.models import Session
from feedback import verdicts
from feedback.ballots import Ballot
from feedback.facts import Facts, gather
from feedback.judgements import Judgement
from feedback.ledger import sum_of
from feedback.metrics import votes
from feedback.models import Remark, Slot, Verdict, Vote, Voter
from feedback.senders import Sender, blur
from message import opening
from message.models import Message, Turn
from usage.models import Charge

Sides = Mapping[str, Message]


def cast(sender: Sender, ballot: Ballot) -> tuple[UUID, bool]:
    """The vote, and whether it is new."""
    return opening.retrying(partial(_cast, sender, ballot))


@transaction.atomic
def _cast(sender: Sender, ballot: Ballot) -> tuple[UUID, bool]:
    session = opening.lock(sender.user, ballot.session)
    question = find_said(session, ballot.message)
    if earlier := sender.find_earlier():
        return earlier, False
    _refuse_misplaced(question, ballot)
    sides = _newest(question.turn)
    if earlier_vote := Vote.objects.told().filter(turn=question.turn_id).first():
        return _repeat(earlier_vote, ballot), False
    judgement = _judge(question.turn, ballot, sides=sides)
    compared = {side: sides[side] for side in judgement.ranks}
    facts = gather(session, question, replies=compared, voter=sender.user)
    vote = _store(sender, session, facts=facts, judgement=judgement)
    _reveal(session, question, word=judgement.preference)
    if ballot.reasons or ballot.comment:
        Remark.objects.create(vote=vote, reasons=list(ballot.reasons), comment=ballot.comment)
    sender.keep_receipt(vote.pk)
    return vote.pk, True


def find_said(session: Session, message_id: UUID) -> Message:
    message = Message.objects.filter(session=session, pk=message_id).select_related("turn").first()
    if message is None:
        raise Refusal(Code.NOT_FOUND)
    message.session = session
    return message


def _refuse_misplaced(question: Message, ballot: Ballot) -> None:
    session = question.session
    if session.mode == Session.Mode.DIRECT:
        raise ValidationError({"feedback_type": ["Nothing is compared here; rate the reply."]})
    if not question.is_question:
        raise ValidationError({"message_id": ["A vote is about a turn: send the id of its question."]})
    seated = set(session.contenders.values_list("participant", flat=True))
    if strange := (ballot.choice.named | set(ballot.replies)) - seated:
        raise ValidationError({"preference": [f"The session has no participant {', '.join(sorted(strange))}."]})


def _newest(turn: Turn) -> Sides:
    replies = turn.messages.filter(role=Message.Role.ASSISTANT).select_related("model__provider")
    return {reply.participant: reply for reply in replies.order_by("participant", "version")}


def _repeat(vote: Vote, ballot: Ballot) -> UUID:
    """The same vote again is no other one."""
    judged = list(vote.judgement.ranks)
    remark = getattr(vote, "remark", None) or Remark()
    said = (remark.reasons, remark.comment) == (list(ballot.reasons), ballot.comment)
    if ballot.choice.judge(judged) == vote.judgement and said:
        return vote.pk
    raise Refusal(Code.ALREADY_VOTED)


def _judge(turn: Turn, ballot: Ballot, *, sides: Sides) -> Judgement:
    """Of the answers that there are; while one is still being given, or was replaced meanwhile, of none."""
    whole = [side for side, reply in sides.items() if reply.status == Message.Status.SUCCESS]
    is_live = any(reply.status in Message.LIVE for reply in sides.values())
    if turn.is_copy or is_live or len(whole) < 2 or ballot.choice.named - set(whole):
        raise Refusal(Code.NOT_VOTABLE)
    if any(sides[side].pk != seen for side, seen in ballot.replies.items() if side in sides):
        raise Refusal(Code.NOT_VOTABLE)
    return ballot.choice.judge(whole)


def _store(sender: Sender, session: Session, *, facts: Facts, judgement: Judgement) -> Vote:
    question = facts.question
    vote = Vote.objects.create(
        voter=Voter.objects.of(sender.user),
        session=session,
        turn=question.turn,
        question=question,
        kind=judgement.kind,
        is_blind=facts.is_blind,
        probability=session.draw_probability,
        dwell_ms=facts.dwell_ms,
        prompt=blur("prompt", " ".join(question.content.casefold().split())),
        network=sender.network,
        device=sender.device,
        categories=verdicts.categorise(facts),
        created_at=facts.cast_at,
    )
    Slot.objects.bulk_create(
        Slot(
            vote=vote,
            participant=side,
            message=facts.replies[side],
            model=facts.replies[side].model,
            sha256=sum_of(facts.replies[side].content),
            rank=rank,
        )
        for side, rank in judgement.ranks.items()
    )
    reason = verdicts.judge(facts)
    Verdict.of(vote.pk, reason).save()
    transaction.on_commit(partial(votes.add, reason))
    return vote


def _reveal(session: Session, question: Message, *, word: str) -> None:
    """For all turns and for good."""
    now = timezone.now()
    if session.is_blind:
        session.change(revealed_at=now)
        Charge.objects.reveal(session.pk)
    Turn.objects.filter(pk=question.turn_id).update(voted_at=now)
    Message.objects.filter(pk=question.pk).update(feedback=word)
