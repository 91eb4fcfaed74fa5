"""Django's backend for SQLite, whose transactions of one process take turns before they ask the file."""

from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

from arena_backend.sqlite3.turns import Turns

# Of this process; others are waited for at the file.
turns = Turns()


class DatabaseWrapper(base.DatabaseWrapper):
    has_turn = False

    def _start_transaction_under_autocommit(self) -> None:
        """Each of them begins to write at once (transaction_mode)."""
        if not turns.take(seconds=self.settings_dict["OPTIONS"]["timeout"]):
            raise OperationalError("database is locked")
        self.has_turn = True
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._pass_on()
            raise

    def _commit(self) -> Any:
        try:
            return super()._commit()  # type: ignore[misc]
        finally:
            self._pass_on()

    def _rollback(self) -> Any:
        try:
            return super()._rollback()  # type: ignore[misc]
        finally:
            self._pass_on()

    def _close(self) -> Any:
        try:
            return super()._close()  # type: ignore[misc]
        finally:
            self._pass_on()

    def _pass_on(self) -> None:
        if self.has_turn:
            self.has_turn = False
            turns.pass_on()
