"""The command that takes in votes from elsewhere."""

from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import CommandError

from ai_model.models import AIModel
from leaderboard.models import Import, ImportedPair
from leaderboard.rounds import look
from tests.conversations import make_model
from tests.leaderboard.casting import run, write_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def names() -> tuple[str, str]:
    return f"GPT {uuid4().hex[:6]} (new)", f"Claude {uuid4().hex[:6]}"


def pairs_of(*names: str) -> list[ImportedPair]:
    return list(ImportedPair.objects.filter(left__model_code__in=names).select_related("left", "right").order_by("pk"))


def test_votes_become_rows_and_unknown_models_are_made(tmp_path: Path, names: tuple[str, str]) -> None:
    file = write_file(tmp_path / "votes.csv", [(*names, "a"), (*names, "both_bad")])

    told = run("import_votes", file)

    found = pairs_of(*names)
    assert "2 votes imported, 2 models new" in told
    assert [pair.get_outcome_display() for pair in found] == ["left", "both_bad"]
    model = found[0].left
    assert (model.display_name, model.provider.name, model.is_active) == (names[0], "imported", False)
    assert model not in AIModel.objects.offered(mode="random")


def test_models_of_the_catalog_are_known_by_their_name(tmp_path: Path, names: tuple[str, str]) -> None:
    model = make_model()

    run("import_votes", write_file(tmp_path / "votes.csv", [(names[0], model.name, "b")]))

    assert pairs_of(*names)[0].right == model


def test_a_name_is_one_model_in_every_file(tmp_path: Path, names: tuple[str, str]) -> None:
    run("import_votes", write_file(tmp_path / "one.csv", [(*names, "a")]))

    told = run("import_votes", write_file(tmp_path / "two.csv", [(*names, "b")]))

    assert "0 models new" in told
    assert len({pair.left_id for pair in pairs_of(*names)}) == 1


def test_names_that_are_nearly_the_same_are_two_models(tmp_path: Path, names: tuple[str, str]) -> None:
    other = names[1].replace(" ", "-")

    told = run("import_votes", write_file(tmp_path / "votes.csv", [(names[1], other, "a")]))

    assert "2 models new" in told
    assert pairs_of(names[1])[0].right.display_name == other


def test_a_line_may_stand_for_several_votes(tmp_path: Path, names: tuple[str, str]) -> None:
    file = write_file(tmp_path / "votes.csv", [(*names, "a", "7", 3)], header="left,right,winner,battle,count")

    run("import_votes", file)

    assert len({pair.battle_label for pair in pairs_of(*names)}) == 3


def test_bad_lines_are_told_and_given_back_and_the_others_are_taken(tmp_path: Path, names: tuple[str, str]) -> None:
    file = tmp_path / "votes.csv"
    file.write_text(
        f'left,right,winner,x\n{names[0]},{names[1]},a,"two\nlines"\n{names[0]},,b,\n"{names[0]}",{names[1]},c,1\n',
        encoding="utf-8-sig",
    )

    told = run("import_votes", file)

    assert "line 4: right is empty" in told
    assert "line 5: winner 'c' is none of a, b, tie, both_bad" in told
    rejects = (tmp_path / "votes.csv.bad.csv").read_text(encoding="utf-8")
    assert rejects == f'left,right,winner,x\n{names[0]},,b,\n"{names[0]}",{names[1]},c,1\n'
    assert len(pairs_of(*names)) == 1
    assert Import.objects.get(name="votes.csv", rows=1).rejected == 2


def test_rejects_that_were_mended_can_be_taken_in(tmp_path: Path, names: tuple[str, str]) -> None:
    bad = tmp_path / "elsewhere.csv"
    run("import_votes", write_file(tmp_path / "votes.csv", [(*names, "c")]), rejects=bad)
    bad.write_text(bad.read_text(encoding="utf-8").replace(",c", ",tie"), encoding="utf-8")

    run("import_votes", bad)

    assert [pair.get_outcome_display() for pair in pairs_of(*names)] == ["tie"]


def test_the_same_file_is_not_taken_twice_unless_it_is_asked_for(tmp_path: Path, names: tuple[str, str]) -> None:
    file = write_file(tmp_path / "votes.csv", [(*names, "a")])
    run("import_votes", file)

    with pytest.raises(CommandError, match="nothing was imported; it is here already"):
        run("import_votes", file.rename(tmp_path / "renamed.csv"))
    assert len(pairs_of(*names)) == 1
    run("import_votes", tmp_path / "renamed.csv", again=True)
    assert len(pairs_of(*names)) == 2


def test_an_import_can_be_taken_out_again(tmp_path: Path, names: tuple[str, str]) -> None:
    kept, wrong = (write_file(tmp_path / f"{name}.csv", [(*names, name)]) for name in ("tie", "b"))
    run("import_votes", wrong)
    run("import_votes", kept)
    source = Import.objects.get(pairs__in=pairs_of(*names)[:1])
    listed = run("import_votes", "--list")
    before = look()

    told = run("import_votes", forget=source.pk)

    assert f"{source.pk}: b.csv of {source.at:%Y-%m-%d}, 1 votes" in listed
    assert told.startswith("1 votes of b.csv")
    assert [pair.get_outcome_display() for pair in pairs_of(*names)] == ["tie"]
    assert f"{source.pk}: " not in run("import_votes", "--list").splitlines()
    # That is news to the ranking, and the file can be imported again.
    assert look() != before
    assert "1 votes imported" in run("import_votes", wrong)


def test_what_is_no_import_cannot_be_forgotten() -> None:
    with pytest.raises(CommandError, match="no import 0; --list tells"):
        run("import_votes", forget=0)


def test_bad_lines_of_before_are_not_overwritten(tmp_path: Path, names: tuple[str, str]) -> None:
    file = write_file(tmp_path / "votes.csv", [(*names, "c")])
    bad = write_file(tmp_path / "votes.csv.bad.csv", [("not", "mended", "yet")])
    before = bad.read_bytes()

    with pytest.raises(CommandError, match="is here already; move it, or name another"):
        run("import_votes", file)

    assert bad.read_bytes() == before


def test_a_reason_is_one_of_ours_or_means_something_else(tmp_path: Path, names: tuple[str, str]) -> None:
    rows = [(*names, "a", reason) for reason in ("capped", "more helpful", "r" * 300, "\t", "")]

    run("import_votes", write_file(tmp_path / "votes.csv", rows, header="left,right,winner,reason"))

    assert [pair.reason for pair in pairs_of(*names)] == ["capped", "", "", "", ""]


def test_what_is_too_large_for_a_board_is_given_back(tmp_path: Path, names: tuple[str, str]) -> None:
    header = "left,right,winner,weight,count,battle,categories"
    rows = [(*names, "a", weight, 2, "b" * 199, "w" * 41) for weight in ("1e200", "1e-200", "1e6", "0.5")]

    told = run("import_votes", write_file(tmp_path / "votes.csv", rows, header=header))

    found = pairs_of(*names)
    assert "3 lines are no votes" in told
    assert [(pair.weight, pair.categories, len(pair.battle_label)) for pair in found] == [(0.5, "", 64)] * 2
    assert len({pair.battle_label for pair in found}) == 2


@pytest.mark.parametrize("content", [b"", b"left,price\n1,2\n", b"\xff\xfel\0e\0f\0t\0", b"PK\x03\x04\0\0"])
def test_what_is_no_file_of_votes_is_refused_whole(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "votes.csv"
    file.write_bytes(content)
    before = Import.objects.count()

    with pytest.raises(CommandError, match="nothing was imported; there is no column"):
        run("import_votes", file)

    assert Import.objects.count() == before


def test_bad_lines_do_not_overwrite_the_good_ones(tmp_path: Path, names: tuple[str, str]) -> None:
    file = write_file(tmp_path / "votes.csv", [(*names, "a")])

    with pytest.raises(CommandError, match="cannot go into the file"):
        run("import_votes", file, rejects=file)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        run("import_votes", tmp_path / "none.csv")
