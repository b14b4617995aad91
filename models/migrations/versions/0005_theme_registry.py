"""Themes that stay themselves: rules, versions, refusals, starter themes and proposals.

Revision: 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op


revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Made anew so that SQLite gives no passage the id of one that is gone.
    with op.batch_alter_table(
        "passage", recreate="auto", table_kwargs={"sqlite_autoincrement": True}
    ) as batch_op:
        if op.get_bind().dialect.name == "sqlite":
            batch_op.alter_column("start", existing_type=sa.Integer(), nullable=False)
    _theme()
    op.add_column("assignment", sa.Column("evidence", sa.JSON(), nullable=True))
    _tables()


def _theme() -> None:
    with op.batch_alter_table("theme") as batch_op:
        batch_op.add_column(sa.Column("include_rule", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("exclude_rule", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(
            sa.Column("pinned", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(sa.Column("starter_key", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("starter_version", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("merged_into_id", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("exemplar_passage_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("exemplar_start", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("exemplar_end", sa.Integer(), nullable=True))
        batch_op.alter_column("encoder_version_id", existing_type=sa.Integer(), nullable=True)
        batch_op.alter_column("centroid", existing_type=sa.LargeBinary(), nullable=True)
        batch_op.alter_column("threshold", existing_type=sa.Float(), nullable=True)
        batch_op.create_unique_constraint(batch_op.f("uq_theme_starter_key"), ["starter_key"])
        batch_op.create_foreign_key(
            batch_op.f("fk_theme_merged_into_id"), "theme", ["merged_into_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_theme_exemplar_passage_id"),
            "passage",
            ["exemplar_passage_id"],
            ["id"],
            ondelete="SET NULL",
        )


def _tables() -> None:
    op.create_table(
        "theme_refusal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("passage_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["passage_id"],
            ["passage.id"],
            name=op.f("fk_theme_refusal_passage_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_theme_refusal_theme_id")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_theme_refusal_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme_refusal")),
        sa.UniqueConstraint("passage_id", "theme_id", name=op.f("uq_theme_refusal_passage_id")),
    )
    op.create_index(op.f("ix_theme_refusal_theme_id"), "theme_refusal", ["theme_id"])
    op.create_table(
        "theme_version",
        sa.Column("theme_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("include_rule", sa.Text(), nullable=False),
        sa.Column("exclude_rule", sa.Text(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("passages", sa.JSON(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_theme_version_theme_id")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_theme_version_run_id")),
        sa.PrimaryKeyConstraint("theme_id", "version", name=op.f("pk_theme_version")),
    )
    op.create_table(
        "theme_paraphrase",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("voice", sa.String(length=40), nullable=False),
        sa.Column("tone", sa.String(length=40), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("used", sa.Boolean(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_theme_paraphrase_theme_id")
        ),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_theme_paraphrase_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme_paraphrase")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_theme_paraphrase_theme_id"), "theme_paraphrase", ["theme_id"])
    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("theme_ids", sa.JSON(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("members", sa.JSON(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_proposal_run_id")),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["account.id"], name=op.f("fk_proposal_decided_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
    )
    op.create_index(op.f("ix_proposal_state"), "proposal", ["state"])


def downgrade() -> None:
    op.drop_table("proposal")
    op.drop_table("theme_paraphrase")
    op.drop_table("theme_version")
    op.drop_table("theme_refusal")
    op.drop_column("assignment", "evidence")
    with op.batch_alter_table("theme") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_theme_exemplar_passage_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_theme_merged_into_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_theme_starter_key"), type_="unique")
        for name in (
            "exemplar_end",
            "exemplar_start",
            "exemplar_passage_id",
            "merged_into_id",
            "starter_version",
            "starter_key",
            "pinned",
            "exclude_rule",
            "include_rule",
        ):
            batch_op.drop_column(name)
