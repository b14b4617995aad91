"""Stories that a person looks at: first because of an alarm, or afterwards with every change.

Revision: 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op


revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("story", sa.Column("restored", sa.Integer(), server_default="0", nullable=False))
    op.add_column("story", sa.Column("flags", sa.JSON(), nullable=True))
    op.create_table(
        "triage_case",
        sa.Column("story_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handled_by", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["story_id"], ["story.id"], name=op.f("fk_triage_case_story_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["handled_by"], ["account.id"], name=op.f("fk_triage_case_handled_by")
        ),
        sa.PrimaryKeyConstraint("story_id", name=op.f("pk_triage_case")),
    )
    op.create_table(
        "story_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("story_id", sa.String(length=64), nullable=False),
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("wording", sa.String(length=200), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("rule", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["story_id"], ["story.id"], name=op.f("fk_story_change_story_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story_change")),
    )
    op.create_index(op.f("ix_story_change_story_id"), "story_change", ["story_id"])
    op.create_table(
        "looked_over",
        sa.Column("story_id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["story_id"], ["story.id"], name=op.f("fk_looked_over_story_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_looked_over_account_id")
        ),
        sa.PrimaryKeyConstraint("story_id", name=op.f("pk_looked_over")),
    )


def downgrade() -> None:
    op.drop_table("looked_over")
    op.drop_index(op.f("ix_story_change_story_id"), table_name="story_change")
    op.drop_table("story_change")
    op.drop_table("triage_case")
    op.drop_column("story", "flags")
    op.drop_column("story", "restored")
