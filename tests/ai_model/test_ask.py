"""The command that asks several models at once."""

import json
import os
import signal
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from pytest_django import Settings

SUM = "What is 2+2? [fast]"


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def run(*arguments: str, output: StringIO | None = None) -> tuple[str, int]:
    """What it says, and its exit code."""
    output = output or StringIO()
    try:
        call_command("ask", *arguments, stdout=output)
    except SystemExit as ended:
        return output.getvalue(), int(str(ended.code))
    return output.getvalue(), 0


def start(*arguments: str | bytes) -> subprocess.Popen[bytes]:
    """As an operator would, on a machine where nothing else is in order, and the database is nowhere."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONUNBUFFERED"}
    return subprocess.Popen(
        [sys.executable, "-W", "error", "manage.py", "ask", *arguments],
        cwd=settings.BASE_DIR,
        env={**environment, "DATABASE_URL": "sqlite:////nowhere/at/all.sqlite3", "ARENA_VAULT_KEYS": "no-key"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_without_a_model_the_demonstrations_answer() -> None:
    said, code = run(SUM)

    assert code == 0
    assert {line for line in said.splitlines() if line.startswith("== ")} == {
        "== demo/swift",
        "== demo/steady",
        "== demo/lyric",
        "== demo/thinker",
    }
    assert said.count("2+2 = 4") >= 4
    assert said.count("\n-- stop · first token ") == 4


def test_one_that_fails_is_told_and_the_others_go_on() -> None:
    said, code = run(f"{SUM} [steady: fail 400]", "-m", "demo/swift", "-m", "demo/steady")

    assert code == 1
    assert "== demo/steady\nThe provider did not take the question. (refused)\n-- failed\n" in said
    assert "== demo/swift\n2+2 = 4\n-- stop" in said


def test_programs_get_a_line_for_each_in_the_order_of_asking() -> None:
    said, code = run(SUM, "--json", "-m", "demo/steady", "-m", "demo/swift", "-m", "demo/nobody", "-m", "demo/swift")

    told = [json.loads(line) for line in said.splitlines()]
    assert code == 1
    assert [(each["model"], each["code"]) for each in told] == [
        ("demo/steady", None),
        ("demo/swift", None),
        ("demo/nobody", "upstream_refused"),
        ("demo/swift", None),
    ]
    assert told[1]["text"] == "2+2 = 4"
    assert told[1]["cost"] == 0
    assert told[1]["first_token_ms"] <= told[1]["duration_ms"]


def test_how_they_shall_answer_reaches_them() -> None:
    said, _ = run("Who are you? [fast]", "-m", "demo/swift", "--system", "Your name is Ada.")
    cut, _ = run("Tell me about rain. [fast]", "--json", "-m", "demo/swift", "--max-tokens", "3")

    assert "Ada" in said
    assert json.loads(cut)["finish_reason"] == "length"


def test_a_terminal_sees_them_side_by_side(capsys: pytest.CaptureFixture[str]) -> None:
    _, code = run(SUM, "-m", "demo/swift", "-m", "demo/steady", "--width", "80", output=Terminal())

    assert code == 0
    assert any("demo/swift" in line and "demo/steady" in line for line in capsys.readouterr().out.splitlines())


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["", "-m", "demo/swift"], "the question is empty"),
        (["Why?", "-m", "foo/x"], r"unknown provider 'foo': the catalog has [a-z, ]*$"),
        (["Why?", "-m", "swift"], "a model is named provider/code"),
        (["Why?", *["-m", "demo/swift"] * 9], "one to 8 models can be asked, each with -m; not 9"),
        (["Why?", "--max-tokens", "0"], "max_tokens is at least 1; not 0"),
    ],
)
def test_bad_use_is_told_before_anybody_is_asked(arguments: list[str], told: str) -> None:
    with pytest.raises(CommandError, match=told) as raised:
        run(*arguments)

    assert raised.value.returncode == 2


def test_it_waits_as_long_as_the_settings_say(settings: Settings) -> None:
    settings.PATIENCE = {**settings.PATIENCE, "first_byte": 0.1}
    settings.LONG_PATIENCE = {**settings.LONG_PATIENCE, "first_byte": 0.2}

    said, code = run("[silent]", "--json", "-m", "demo/swift", "-m", "demo/thinker")

    told = [json.loads(line) for line in said.splitlines()]
    assert code == 1
    assert [each["cause"] for each in told] == ["no_first_byte"] * 2
    assert told[0]["duration_ms"] < told[1]["duration_ms"]


def test_a_catalog_without_demonstrations_wants_a_model(tmp_path: Path, settings: Settings) -> None:
    settings.ARENA_CATALOG = tmp_path / "catalog.toml"
    settings.ARENA_CATALOG.write_text('[providers.mine]\ndialect = "openai-chat"\nbase_url = "http://127.0.0.1:9"\n')

    with pytest.raises(CommandError, match=r"one to 8 models can be asked, each with -m; not 0"):
        run("Why?")


def test_a_question_may_come_from_elsewhere_and_no_database_is_needed() -> None:
    said, errors = start("-", "-m", "demo/swift").communicate(SUM.encode(), timeout=20)

    assert said.startswith(b"== demo/swift\n2+2 = 4\n")
    assert errors == b""


@pytest.mark.parametrize("arguments", [["Why?", "-m", "foo/x"], ["Why?", "--width", "3"], []])
def test_bad_use_has_its_code(arguments: list[str]) -> None:
    process = start(*arguments)

    said, errors = process.communicate(timeout=20)

    assert (process.returncode, said) == (2, b"")
    assert b"Traceback" not in errors


def test_an_interrupt_ends_it_cleanly() -> None:
    process = start("Tell me about rain. [steady: fast] [swift: stall]", "-m", "demo/swift", "-m", "demo/steady")
    assert process.stdout
    first = process.stdout.readline()

    process.send_signal(signal.SIGINT)

    _, errors = process.communicate(timeout=20)
    assert first == b"== demo/steady\n"
    assert (process.returncode, errors) == (130, b"")


def test_who_reads_no_further_hears_no_complaint() -> None:
    with start("What is 2+2? [swift: fast]", "-m", "demo/swift", "-m", "demo/steady") as process:
        assert process.stdout
        assert process.stderr
        first = process.stdout.readline()

        process.stdout.close()

        errors = process.stderr.read()
    assert first == b"== demo/swift\n"
    assert (process.returncode, errors) == (1, b"")


NOISE = b"\xff\xfe\x00"


@pytest.mark.parametrize(
    ("arguments", "piped"), [(["-"], NOISE), ([b"a\xff"], b""), (["Why?", "--system", b"\xff"], b"")]
)
def test_what_is_no_text_is_told_as_such(arguments: list[str | bytes], piped: bytes) -> None:
    process = start(*arguments, "-m", "demo/swift")

    said, errors = process.communicate(piped, timeout=20)

    assert (process.returncode, said) == (2, b"")
    assert errors == b"CommandError: the question and --system have to be text in UTF-8\n"
