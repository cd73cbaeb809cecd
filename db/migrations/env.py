"""Alembic's door: runs the migrations on the connection it is handed."""

from alembic import context
from sqlalchemy import create_engine

from db.tables import Base


def run() -> None:
    """Migrate the handed connection, or an empty scratch database when called by hand."""
    connection = context.config.attributes.get("connection")
    if connection is None:
        url = context.get_x_argument(as_dictionary=True).get("url", "sqlite://")
        connection = create_engine(url).connect()
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


run()
