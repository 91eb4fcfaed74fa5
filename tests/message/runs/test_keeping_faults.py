"""What could not be kept at once is kept later, once, and nobody's words spoil another's."""

import pytest

from message import journal
from message.journal import Entry, Said
from message.models import Message
from message.runs.keeping import Keeper, Part, keep
from tests.message.runs.blanks import make_blanks, run_of
from tests.message.runs.noticing import Notice, noticed, until
from tests.message.runs.speakers import Speaker, play
from tests.people import Client

YES: Said = {"a": [("text", "Yes")]}


@pytest.mark.usefixtures("haste")
@pytest.mark.parametrize(
    ("statement", "is_told"),
    [("", True), ("SELECT", True), ("INSERT", False), ("UPDATE", False)],
    ids=["all is away", "an answer is lost", "one run is held", "one message is held"],
)
def test_after_an_outage_the_same_breath_is_kept_once(
    statement: str, is_told: bool, owner: Client, caplog: pytest.LogCaptureFixture
) -> None:
    one, other = Speaker(owner, 2), Speaker(owner)

    async def scene(keeper: Keeper) -> None:
        with noticed(statement, is_away=True) as outage:
            one.say(keeper, "One ")
            await until(lambda: outage.count > 2)
            assert one.shown == []
            one.say(keeper, "two")
            one.say(keeper, "Eins", side="b")
            other.say(keeper, "Un")
        await until(lambda: len(one.shown) == 2 and other.shown)

    play(scene, one, other)

    assert one.shown == [{"a": [("text", "One ")]}, {"a": [("text", "two")], "b": [("text", "Eins")]}]
    assert one.entries == [(1, {"a": [["text", "One "]]}), (2, {"a": [["text", "two"]], "b": [["text", "Eins"]]})]
    assert (other.entries, one.statuses) == ([(1, {"a": [["text", "Un"]]})], ["streaming"] * 2)
    assert caplog.text.count("the journal waits") == is_told


async def wait_for_tries(outage: Notice) -> None:
    enough = outage.count + 4
    await until(lambda: outage.count > enough)


@pytest.mark.usefixtures("haste")
def test_what_a_run_says_while_it_is_held_comes_behind_in_one_entry(owner: Client) -> None:
    """Of two that wait, the later might be kept first."""
    speaker = Speaker(owner)

    async def scene(keeper: Keeper) -> None:
        with noticed("INSERT", is_away=True) as outage:
            for word in ("So ", "it ", "goes"):
                speaker.say(keeper, word)
                await wait_for_tries(outage)
        await until(lambda: len(speaker.shown) > 1)

    play(scene, speaker)

    assert speaker.entries == [(1, {"a": [["text", "So "]]}), (2, {"a": [["text", "it goes"]]})]


@pytest.mark.usefixtures("haste")
@pytest.mark.parametrize("text", ["\ud83d", "a\0b"], ids=["half a letter", "NUL"])
def test_no_text_keeps_the_others_from_being_kept(text: str, owner: Client) -> None:
    bad, good = Speaker(owner), Speaker(owner)

    async def scene(keeper: Keeper) -> None:
        bad.say(keeper, text)
        good.say(keeper, "Yes")
        await until(lambda: good.shown or (keeper.task and keeper.task.done()))

    play(scene, bad, good)

    assert good.entries == [(1, {"a": [["text", "Yes"]]})]


def test_an_entry_that_cannot_be_kept_spoils_no_other(owner: Client) -> None:
    """SQLite takes what PostgreSQL has no number for."""
    bad, good = make_blanks(owner)[0], make_blanks(owner)[0]
    entries = [Entry(run_of(bad), 2**40, YES), Entry(run_of(good), 1, YES)]

    keep([Part(entry, [answer.pk]) for entry, answer in zip(entries, (bad, good), strict=True)])

    assert [entry.run for entry in journal.read_news({run_of(good): 0}).entries] == [run_of(good)]
    assert Message.objects.get(pk=good.pk).status == "streaming"


@pytest.mark.usefixtures("haste")
@pytest.mark.parametrize("statement", ["", "INSERT"], ids=["all is away", "one run is held"])
@pytest.mark.parametrize("is_over", [False, True], ids=["live", "over"])
def test_it_is_known_since_when_words_wait(is_over: bool, statement: str, owner: Client) -> None:
    speaker = Speaker(owner)

    async def scene(keeper: Keeper) -> list[bool]:
        waits = [keeper.unkept_since is not None]
        with noticed(statement, is_away=True) as outage:
            speaker.say(keeper, "Yes")
            await until(lambda: outage.count > 1)
            waits.append(keeper.unkept_since is not None)
            if is_over:
                keeper.close(speaker.scribe)
        await until(lambda: speaker.shown or (keeper.task and keeper.task.done()))
        return [*waits, keeper.unkept_since is not None]

    assert play(scene, speaker) == [False, True, False]


@pytest.mark.usefixtures("haste")
def test_our_own_fault_keeps_nobody_from_being_kept(owner: Client, caplog: pytest.LogCaptureFixture) -> None:
    bad, good = Speaker(owner), Speaker(owner)

    def fail(said: Said) -> None:
        raise ValueError(said)

    async def scene(keeper: Keeper) -> None:
        bad.scribe.show = fail
        bad.say(keeper, "Yes")
        await until(lambda: "could not be kept" in caplog.text)
        good.say(keeper, "No")
        await until(lambda: good.shown)

    play(scene, bad, good)

    assert good.entries == [(1, {"a": [["text", "No"]]})]


@pytest.mark.usefixtures("haste")
def test_who_has_ended_meanwhile_is_told_nothing(owner: Client) -> None:
    ended, live = Speaker(owner), Speaker(owner)

    async def scene(keeper: Keeper) -> None:
        with noticed("INSERT", is_away=True) as outage:
            ended.say(keeper, "Yes")
            await until(lambda: outage.count)
            keeper.close(ended.scribe)
        live.say(keeper, "No")
        await until(lambda: live.shown)

    play(scene, ended, live)

    assert ended.shown == []
