"""Django's backend for SQLite: transactions of one process take turns, and whoever leaves last leaves the light on."""

import os
import sqlite3
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

from arena_backend.sqlite3.turns import Turns

# Of this process; others are waited for at the file.
turns = Turns()
# A connection for each file that is never closed. With the last one SQLite takes away what the next would have to make
# again, and on a full disk cannot: then nobody could even read. By process, as none may be used behind a fork.
_lights: dict[tuple[int, str], sqlite3.Connection] = {}


class DatabaseWrapper(base.DatabaseWrapper):
    has_turn = False

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        place = os.getpid(), str(conn_params["database"])
        if place not in _lights and not self.is_in_memory_db():
            light = sqlite3.connect(place[1], uri=True, check_same_thread=False)
            light.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchall()
            _lights[place] = light
        return connection

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
