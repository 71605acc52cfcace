"""Tables whose rows are written once: the database itself refuses to change or remove them."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython

REFUSAL = "rows of {table} are written once and never changed or removed"

# A row trigger does not stop TRUNCATE, which empties a PostgreSQL database of tests or of the demo.
POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION motcua_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are written once and never changed or removed', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def guard(table: str) -> RunPython:
    """Return the migration operation after which this table only grows.

    SQLite loses triggers when a later migration rebuilds the table: that migration must end with `guard` again.
    """

    def put_up(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
        for statement in _statements(table, vendor=schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)

    def take_down(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
        on_table = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
        for verb in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{on_table}", params=None)

    return RunPython(put_up, take_down)


def _statements(table: str, *, vendor: str) -> list[str]:
    if vendor == "postgresql":
        triggers = [
            f"CREATE OR REPLACE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION motcua_append_only()"
            for verb in ("update", "delete")
        ]
        return [POSTGRESQL_FUNCTION, *triggers]
    return [
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL.format(table=table)}'); END"
        for verb in ("update", "delete")
    ]
