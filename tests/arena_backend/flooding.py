"""How much the flooding server says, and how long it waits for who does not listen."""

STALL_SECONDS = 0.5
WHOLE_BYTES = 64 * 1024 * 1024
# Said in pieces of so many bytes: fewer than are taken between two looks, and more than are in all that time.
# Where nginx takes them for streams.
PIECES = {"/api/messages/drops/stream/": 64 * 1024, "/v1/lumps/": 4 * 1024 * 1024}
