"""Standards in use: versions and local sets, two people's links, crosswalks, adoption.

Revision: 0006, after 0005.
"""

import sqlalchemy as sa
from alembic import op


revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("standard_set") as batch_op:
        batch_op.add_column(_text("licence", sa.String(length=200)))
        batch_op.add_column(sa.Column("organisation_id", sa.Integer(), nullable=True))
        batch_op.add_column(_text("digest", sa.String(length=64)))
        batch_op.add_column(sa.Column("created_at", MOMENT, nullable=True))
        batch_op.add_column(sa.Column("created_by", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("superseded_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("retired_at", MOMENT, nullable=True))
        batch_op.add_column(sa.Column("retired_by", sa.Integer(), nullable=True))
        batch_op.add_column(_text("retired_reason", sa.Text()))
        for column, table in SET_KEYS:
            batch_op.create_foreign_key(
                batch_op.f(f"fk_standard_set_{column}"), table, [column], ["id"]
            )
    op.add_column("standard", sa.Column("parent_key", sa.String(length=60), nullable=True))
    op.add_column("standard", _text("url", sa.String(length=500)))
    with op.batch_alter_table("link") as batch_op:
        batch_op.add_column(sa.Column("established_by", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("established_at", MOMENT, nullable=True))
        batch_op.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))
        batch_op.create_foreign_key(
            batch_op.f("fk_link_established_by"), "account", ["established_by"], ["id"]
        )
    _links()
    _crosswalk()
    _adoption()


SET_KEYS = (
    ("organisation_id", "organisation"),
    ("created_by", "account"),
    ("superseded_by_id", "standard_set"),
    ("retired_by", "account"),
)


def _links() -> None:
    op.create_table(
        "standard_sentence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("standard_id", sa.Integer(), nullable=False),
        sa.Column("met", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        _key("standard_sentence", "standard_id", "standard", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standard_sentence")),
    )
    _index("standard_sentence", "standard_id")
    op.create_table(
        "link_evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("passage_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        _key("link_evidence", "link_id", "link", ondelete="CASCADE"),
        _key("link_evidence", "passage_id", "passage", ondelete="CASCADE"),
        _key("link_evidence", "account_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_evidence")),
        sa.UniqueConstraint("link_id", "passage_id", name=op.f("uq_link_evidence_link_id")),
    )
    _index("link_evidence", "passage_id")
    op.create_table(
        "link_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("before", sa.String(length=40), nullable=True),
        sa.Column("after", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _key("link_event", "link_id", "link", ondelete="CASCADE"),
        _key("link_event", "account_id", "account"),
        _key("link_event", "run_id", "run"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_event")),
    )
    _index("link_event", "link_id")


def _crosswalk() -> None:
    op.create_table(
        "standard_mapping",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("proposed", sa.String(length=40), nullable=True),
        sa.Column("similarity", sa.Float(), nullable=True),
        sa.Column("probability", sa.Float(), nullable=True),
        sa.Column("reason", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("relation", sa.String(length=40), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_reason", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        _key("standard_mapping", "source_id", "standard"),
        _key("standard_mapping", "target_id", "standard"),
        _key("standard_mapping", "decided_by", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standard_mapping")),
        sa.UniqueConstraint("source_id", "target_id", name=op.f("uq_standard_mapping_source_id")),
    )
    _index("standard_mapping", "target_id")
    op.create_table(
        "mapping_judgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mapping_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("relation", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        _key("mapping_judgement", "mapping_id", "standard_mapping", ondelete="CASCADE"),
        _key("mapping_judgement", "account_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mapping_judgement")),
        sa.UniqueConstraint(
            "mapping_id", "account_id", name=op.f("uq_mapping_judgement_mapping_id")
        ),
    )
    _index("mapping_judgement", "account_id")


def _adoption() -> None:
    op.create_table(
        "adoption_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("set_id", sa.Integer(), nullable=False),
        sa.Column("standard_id", sa.Integer(), nullable=True),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("minority_view", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        _key("adoption_step", "set_id", "standard_set"),
        _key("adoption_step", "standard_id", "standard"),
        _key("adoption_step", "account_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adoption_step")),
    )
    _index("adoption_step", "set_id")
    _index("adoption_step", "standard_id")


def downgrade() -> None:
    for table in (
        "adoption_step",
        "mapping_judgement",
        "standard_mapping",
        "link_event",
        "link_evidence",
        "standard_sentence",
    ):
        op.drop_table(table)
    with op.batch_alter_table("link") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_link_established_by"), type_="foreignkey")
        for name in ("version", "established_at", "established_by"):
            batch_op.drop_column(name)
    with op.batch_alter_table("standard") as batch_op:
        batch_op.drop_column("url")
        batch_op.drop_column("parent_key")
    with op.batch_alter_table("standard_set") as batch_op:
        for column, _ in SET_KEYS:
            batch_op.drop_constraint(batch_op.f(f"fk_standard_set_{column}"), type_="foreignkey")
        for name in (
            "retired_reason",
            "retired_by",
            "retired_at",
            "superseded_by_id",
            "created_by",
            "created_at",
            "digest",
            "organisation_id",
            "licence",
        ):
            batch_op.drop_column(name)


def _text(name: str, kind: sa.types.TypeEngine[str]) -> sa.Column[str]:
    return sa.Column(name, kind, server_default="", nullable=False)


def _key(
    table: str, column: str, other: str, *, ondelete: str | None = None
) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete
    )


def _index(table: str, column: str) -> None:
    op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
