"""who takes part in an experiment, on which side

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "assignment",
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("experiment", sa.String(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("control", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id", "customer_id"],
            ["customer.shop_id", "customer.id"],
            name=op.f("fk_assignment_shop_id_customer_id_customer"),
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_assignment_shop_id_shop")),
        sa.PrimaryKeyConstraint("shop_id", "experiment", "customer_id", name=op.f("pk_assignment")),
    )
    op.create_index("ix_assignment_customer", "assignment", ["shop_id", "customer_id"])


def downgrade() -> None:
    op.drop_index("ix_assignment_customer", table_name="assignment")
    op.drop_table("assignment")
