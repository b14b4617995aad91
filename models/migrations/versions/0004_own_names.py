"""Names that an organisation listed itself.

Revision: 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op


revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "own_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_own_name_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_name")),
        sa.UniqueConstraint("organisation_id", "key", name=op.f("uq_own_name_organisation_id")),
    )


def downgrade() -> None:
    op.drop_table("own_name")
