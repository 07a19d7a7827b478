"""Run by Alembic, inside the transaction of `catalog.migrating.migrate`."""

from alembic import context

from mutoscope.catalog.schema import metadata

# `render_as_batch`: SQLite alters a table by making it anew. The target gives constraints their names.
context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
context.run_migrations()
