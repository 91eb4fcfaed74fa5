"""On which line things stand."""

from ai_model.toml_lines import find_lines

TEXT = '''\
# A comment.

title = "one"
[providers.openai]   # of a table
base_url = "https://api.openai.com/v1"
inline = { deep = { key = 1 } }

[[models]]
name = "first"
text = """
[providers.looks-like-one]
name = "no"
"""
words = [
  "one",
  # with a comment
  "two",
]
[[models]]
dotted.key = 1
name = "second"
[models.sub]
key = 1
'''


def test_every_table_and_value_is_found_on_its_first_line() -> None:
    lines = find_lines(TEXT)

    assert lines == {
        ("title",): 3,
        ("providers",): 4,
        ("providers", "openai"): 4,
        ("providers", "openai", "base_url"): 5,
        ("providers", "openai", "inline"): 6,
        ("providers", "openai", "inline", "deep"): 6,
        ("providers", "openai", "inline", "deep", "key"): 6,
        ("models",): 8,
        ("models", 0): 8,
        ("models", 0, "name"): 9,
        ("models", 0, "text"): 10,
        ("models", 0, "words"): 14,
        ("models", 1): 19,
        ("models", 1, "dotted"): 20,
        ("models", 1, "dotted", "key"): 20,
        ("models", 1, "name"): 21,
        ("models", 1, "sub"): 22,
        ("models", 1, "sub", "key"): 23,
    }


def test_lines_of_other_systems_are_counted_alike() -> None:
    assert find_lines(TEXT.replace("\n", "\r\n")) == find_lines(TEXT)
