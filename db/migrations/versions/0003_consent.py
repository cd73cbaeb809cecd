"""where an opt-out was said, and a version under which consents are cached

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "shop", sa.Column("consent_version", sa.Integer(), nullable=False, server_default="0")
    )
    op.add_column(
        "suppression", sa.Column("source", sa.String(), nullable=False, server_default="")
    )


def downgrade() -> None:
    op.drop_column("suppression", "source")
    op.drop_column("shop", "consent_version")
