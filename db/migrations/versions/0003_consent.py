"""opt-outs name their key in full and say where they were said; consents have a version

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


OLD, NEW = ["shop_id", "key_hash", "channel"], ["key_kind", "key_source"]
NAME = "uq_suppression_"


def upgrade() -> None:
    op.add_column(
        "shop", sa.Column("consent_version", sa.Integer(), nullable=False, server_default="0")
    )
    with op.batch_alter_table("suppression") as table:
        for name in (*NEW, "source"):
            table.add_column(sa.Column(name, sa.String(), nullable=False, server_default=""))
        table.drop_constraint(NAME + "_".join(OLD), type_="unique")
        key = [OLD[0], *NEW, *OLD[1:]]
        table.create_unique_constraint(NAME + "_".join(key), key)


def downgrade() -> None:
    with op.batch_alter_table("suppression") as table:
        table.drop_constraint(NAME + "_".join([OLD[0], *NEW, *OLD[1:]]), type_="unique")
        for name in (*NEW, "source"):
            table.drop_column(name)
        table.create_unique_constraint(NAME + "_".join(OLD), OLD)
    op.drop_column("shop", "consent_version")
