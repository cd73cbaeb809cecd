"""contacts of customers, who is at it, cases, codes handed to friends; answers out of files

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

FROM_FILES = {"import_id": sa.Integer(), "key_id": sa.Integer(), "order_no": sa.String()}


def upgrade() -> None:
    with op.batch_alter_table("event") as table:
        for name, kind in FROM_FILES.items():
            table.add_column(sa.Column(name, kind, nullable=True))
        table.create_foreign_key(
            "fk_event_shop_id_import_id_import",
            "import",
            ["shop_id", "import_id"],
            ["shop_id", "id"],
            ondelete="CASCADE",
        )
        table.create_foreign_key(
            "fk_event_shop_id_key_id_identity_key",
            "identity_key",
            ["shop_id", "key_id"],
            ["shop_id", "id"],
        )
    op.create_index("ix_event_import", "event", ["shop_id", "import_id"])
    op.create_table(
        "case_",
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("opened_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("closed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name=op.f("fk_case__owner_id_user")),
        sa.ForeignKeyConstraint(
            ["shop_id", "customer_id"],
            ["customer.shop_id", "customer.id"],
            name=op.f("fk_case__shop_id_customer_id_customer"),
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_case__shop_id_shop")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_")),
        sa.UniqueConstraint(
            "shop_id",
            "customer_id",
            "answered_on",
            name=op.f("uq_case__shop_id_customer_id_answered_on"),
        ),
        sa.UniqueConstraint("shop_id", "id", name=op.f("uq_case__shop_id_id")),
    )
    op.create_index("ix_case_customer", "case_", ["shop_id", "customer_id"], unique=False)
    op.create_table(
        "claim",
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("until", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["user.id"], name=op.f("fk_claim_by_user")),
        sa.ForeignKeyConstraint(
            ["shop_id", "customer_id"],
            ["customer.shop_id", "customer.id"],
            name=op.f("fk_claim_shop_id_customer_id_customer"),
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_claim_shop_id_shop")),
        sa.PrimaryKeyConstraint("shop_id", "customer_id", name=op.f("pk_claim")),
    )
    op.create_table(
        "dispatch",
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("order_no", sa.String(), nullable=False),
        sa.Column("anchor_day", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("folded", sa.JSON(), nullable=False),
        sa.Column("belt", sa.String(), nullable=False),
        sa.Column("belt_version", sa.Integer(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by"], ["user.id"], name=op.f("fk_dispatch_by_user")),
        sa.ForeignKeyConstraint(
            ["shop_id", "customer_id"],
            ["customer.shop_id", "customer.id"],
            name=op.f("fk_dispatch_shop_id_customer_id_customer"),
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_dispatch_shop_id_shop")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatch")),
    )
    op.create_index("ix_dispatch_customer", "dispatch", ["shop_id", "customer_id"], unique=False)
    op.create_index("ix_dispatch_day", "dispatch", ["shop_id", "day"], unique=False)
    op.create_table(
        "referral",
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by"], ["user.id"], name=op.f("fk_referral_by_user")),
        sa.ForeignKeyConstraint(
            ["shop_id", "customer_id"],
            ["customer.shop_id", "customer.id"],
            name=op.f("fk_referral_shop_id_customer_id_customer"),
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_referral_shop_id_shop")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral")),
        sa.UniqueConstraint("shop_id", "code", name=op.f("uq_referral_shop_id_code")),
        sa.UniqueConstraint("shop_id", "id", name=op.f("uq_referral_shop_id_id")),
    )
    op.create_index("ix_referral_customer", "referral", ["shop_id", "customer_id"], unique=False)
    op.create_table(
        "referred",
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("order_no", sa.String(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by"], ["user.id"], name=op.f("fk_referred_by_user")),
        sa.ForeignKeyConstraint(
            ["shop_id", "referral_id"],
            ["referral.shop_id", "referral.id"],
            name=op.f("fk_referred_shop_id_referral_id_referral"),
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_referred_shop_id_shop")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referred")),
        sa.UniqueConstraint(
            "shop_id", "source", "order_no", name=op.f("uq_referred_shop_id_source_order_no")
        ),
    )
    op.create_index("ix_referred_referral", "referred", ["shop_id", "referral_id"], unique=False)


def downgrade() -> None:
    for name in ("referred", "referral", "dispatch", "claim", "case_"):
        op.drop_table(name)
    op.drop_index("ix_event_import", table_name="event")
    with op.batch_alter_table("event") as table:
        table.drop_constraint("fk_event_shop_id_import_id_import", type_="foreignkey")
        table.drop_constraint("fk_event_shop_id_key_id_identity_key", type_="foreignkey")
        for name in FROM_FILES:
            table.drop_column(name)
