"""What the database refuses by itself that no constraint can say: changes, told by the old row and the new."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

# Both raise what Django knows as an IntegrityError.
MAKE = {
    "postgresql": (
        """CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS
        $$BEGIN RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation'; END$$""",
        "CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION {name}()",
    ),
    "sqlite": ("CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {when} BEGIN SELECT RAISE(ABORT, '{name}'); END",),
}
DROP = {
    "postgresql": ("DROP TRIGGER IF EXISTS {name} ON {table}", "DROP FUNCTION IF EXISTS {name}()"),
    "sqlite": ("DROP TRIGGER IF EXISTS {name}",),
}


class RefuseUpdates(Operation):
    """Of a migration. SQLite forgets triggers whenever Django remakes their table: then it is to be said again."""

    reduces_to_sql = True
    reversible = True
    event = "UPDATE"

    def __init__(self, name: str, table: str, *, when: str = "TRUE") -> None:
        self.name, self.table, self.when = name, table, when

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Triggers are no part of a model's state."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        self._execute(schema_editor, DROP)
        self._execute(schema_editor, MAKE)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        self._execute(schema_editor, DROP)

    def _execute(self, schema_editor: BaseDatabaseSchemaEditor, statements: dict[str, Any]) -> None:
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement.format(name=self.name, table=self.table, when=self.when, event=self.event))


class RefuseDeletes(RefuseUpdates):
    """Of one row, or of all at once, which only PostgreSQL has a word for."""

    event = "DELETE"

    def _execute(self, schema_editor: BaseDatabaseSchemaEditor, statements: dict[str, Any]) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {self.name}_all ON {self.table}")
        super()._execute(schema_editor, statements)
        if statements is MAKE and schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(
                f"CREATE TRIGGER {self.name}_all BEFORE TRUNCATE ON {self.table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {self.name}()"
            )
