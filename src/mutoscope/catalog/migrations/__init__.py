"""Alembic's migrations of the catalog: one script per change of its schema, never edited once released."""
