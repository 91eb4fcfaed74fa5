"""How long the words of votes may be: rows hold no more, and whoever reads a file has to know it without rows."""

MAX_LABEL = 200
MAX_CATEGORY = 40
# Of a vote, with spaces between them.
MAX_CATEGORIES = 400
