"""Records of CSV files, and the text they were made of."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from leaderboard.files.records import Record, Rejects, open_text, read, sum_up

Reading = Callable[[bytes], list[Record]]


@pytest.fixture
def records(tmp_path: Path) -> Reading:
    def read_all(content: bytes) -> list[Record]:
        path = tmp_path / "votes.csv"
        path.write_bytes(content)
        with open_text(path) as file:
            return list(read(file, lambda line: None))

    return read_all


def test_each_record_has_its_line_and_its_text(records: Reading) -> None:
    found = records(b'a,b\n1,"x\ny"\n2,z\n')

    assert [(record.line, record.fields) for record in found] == [(1, ["a", "b"]), (2, ["1", "x\ny"]), (4, ["2", "z"])]
    assert "".join(record.text for record in found) == 'a,b\n1,"x\ny"\n2,z\n'


def test_a_byte_order_mark_is_no_name(records: Reading) -> None:
    assert records("\ufeffleft,right\n".encode())[0].fields == ["left", "right"]


def test_other_signs_part_fields_too(records: Reading) -> None:
    assert records(b"a;b\n1;2\n")[1].fields == ["1", "2"]
    assert records(b"a\tb\r\n1\t2\r\n")[1].fields == ["1", "2"]


def test_an_empty_file_has_an_empty_header(records: Reading) -> None:
    assert records(b"")[0].text == ""


def test_what_no_reader_can_hold_is_one_bad_record(records: Reading, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = csv.field_size_limit()
    monkeypatch.setattr("leaderboard.files.records.MAX_FIELD", 10)

    found = records(b"a,b\n1,a very long field\n3,4\n")

    csv.field_size_limit(usual)
    assert [record.fields for record in found] == [["a", "b"], None, ["3", "4"]]
    assert found[1].text == "1,a very long field\n"


def test_rejects_are_what_they_were(records: Reading, tmp_path: Path) -> None:
    file = tmp_path / "bad.csv"
    content = b'left,right\r\n"x ""y""",\xff\n no end'
    header, *bad = records(content)

    with Rejects(file, header.text) as rejects:
        for record in bad:
            rejects.add(record.text)

    assert file.read_bytes() == content + b"\n"


def test_without_rejects_there_is_no_file(tmp_path: Path) -> None:
    with Rejects(tmp_path / "bad.csv", "left,right\n"):
        pass

    assert not (tmp_path / "bad.csv").exists()


def test_a_file_is_known_by_its_bytes(tmp_path: Path) -> None:
    file = tmp_path / "votes.csv"
    file.write_bytes(b"left\n1\n")

    found = sum_up(file)

    assert (found.sha256, found.lines) == ("7f2b05a71a24da25eb6c5a8131a3ee3ca5e795ebf364e298c7811c3997ef7ccf", 2)
