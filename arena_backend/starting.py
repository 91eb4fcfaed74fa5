"""What must be true before a server takes its first request, and what to do when it is not."""

import gc
import logging

from django.conf import settings
from django.core.checks import ERROR, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import get_resolver
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)


def refuse_wrong_container(entry: str) -> None:
    if entry != settings.CONTAINER_TYPE:
        raise ImproperlyConfigured(
            f"This is the {entry} entry point, but CONTAINER_TYPE is {settings.CONTAINER_TYPE}: set it to {entry}."
        )


def begin_tracing() -> None:
    """What it needs is installed and imported only where it is wanted."""
    if settings.ARENA_OTEL:
        import_string("arena_backend.telemetry.begin")()


def refuse_bad_settings() -> None:
    """The checks that `manage.py` makes before a command, for a server that was started without it."""
    found = run_checks()
    for message in found:
        if message.level < ERROR:
            logger.warning("%s", message)
    wrong = [str(message) for message in found if message.level >= ERROR]
    if wrong:
        raise ImproperlyConfigured("\n".join(wrong))


def refuse_missing_database() -> None:
    """A server without its tables would answer every request with the same error."""
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except (DatabaseError, InterfaceError) as error:
        raise ImproperlyConfigured(
            f"The database cannot be reached ({type(error).__name__}). Check DATABASE_URL and that it is running."
        ) from error
    finally:
        connection.close()
    if missing:
        raise ImproperlyConfigured(
            f"The database lacks {len(missing)} migrations. Run `manage.py prepare`, or start with script/server."
        )


def settle() -> None:
    """What has been loaded stays to the end. Whenever Python looked through it for what is no longer needed, streams
    stood still for a tenth of a second (script/bench overload)."""
    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()
