"""Telling: forms as data, invitations, codes to resume, groups, reviews, imports, keys of teams.

Revision: 0007, after 0006.
"""

import sqlalchemy as sa
from alembic import op


revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "step_count",
        sa.Column("slug", sa.String(length=16), nullable=False),
        sa.Column("form_key", sa.String(length=40), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("slug", "form_key", "week", "step", name=op.f("pk_step_count")),
    )
    op.create_table(
        "import_layout",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("layout", sa.String(length=40), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by"], ["account.id"], name=op.f("fk_import_layout_created_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_layout")),
        sa.UniqueConstraint("name", name=op.f("uq_import_layout_name")),
    )
    op.create_table(
        "resume_code",
        sa.Column("locator", sa.String(length=8), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("shown", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["token_hash"],
            ["saved_draft.token_hash"],
            name=op.f("fk_resume_code_token_hash"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("locator", name=op.f("pk_resume_code")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_resume_code_token_hash")),
    )
    op.create_table(
        "import_batch",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("layout", sa.String(length=40), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("basis", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("already_known", sa.Integer(), nullable=False),
        sa.Column("stored", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("touched_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_import_batch_account_id")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_import_batch_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
    )
    op.create_index(op.f("ix_import_batch_digest"), "import_batch", ["digest"])

    op.create_table(
        "invite",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=16), nullable=False),
        sa.Column("form_key", sa.String(length=40), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_invite_created_by")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_invite_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invite")),
        sa.UniqueConstraint("slug", name=op.f("uq_invite_slug")),
    )
    op.create_index(op.f("ix_invite_team_id"), "invite", ["team_id"])

    op.create_table(
        "team_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("used_on", sa.Date(), nullable=True),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["account.id"], name=op.f("fk_team_token_created_by")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_token_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_team_token_token_hash")),
    )
    op.create_index(op.f("ix_team_token_team_id"), "team_token", ["team_id"])

    op.create_table(
        "consent_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("story_id", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("text_version", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=8), server_default="nl", nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["story_id"], ["story.id"], name=op.f("fk_consent_event_story_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_event")),
    )
    op.create_index(op.f("ix_consent_event_story_id"), "consent_event", ["story_id"])

    op.create_table(
        "group_voice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("story_id", sa.String(length=64), nullable=False),
        sa.Column("locator", sa.String(length=8), nullable=False),
        sa.Column("secret_hash", sa.String(length=200), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("agreed", sa.Boolean(), nullable=True),
        sa.Column("purposes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["story_id"], ["story.id"], name=op.f("fk_group_voice_story_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_voice")),
        sa.UniqueConstraint("locator", name=op.f("uq_group_voice_locator")),
    )
    op.create_index(op.f("ix_group_voice_story_id"), "group_voice", ["story_id"])

    op.create_table(
        "intake_reply",
        sa.Column("token_id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("request_hash", sa.String(length=64), nullable=False),
        sa.Column("story_id", sa.String(length=64), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["story_id"], ["story.id"], name=op.f("fk_intake_reply_story_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["token_id"],
            ["team_token.id"],
            name=op.f("fk_intake_reply_token_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_id", "key_hash", name=op.f("pk_intake_reply")),
    )
    op.create_table(
        "staged_story",
        sa.Column("batch_id", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["import_batch.id"],
            name=op.f("fk_staged_story_batch_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("batch_id", "number", name=op.f("pk_staged_story")),
    )
    op.create_table(
        "story_band",
        sa.Column("story_id", sa.String(length=64), nullable=False),
        sa.Column("band", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["story_id"], ["story.id"], name=op.f("fk_story_band_story_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("story_id", "band", name=op.f("pk_story_band")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_story_band_band"), "story_band", ["band"])

    op.create_table(
        "story_likeness",
        sa.Column("story_id", sa.String(length=64), nullable=False),
        sa.Column("other_id", sa.String(length=64), nullable=False),
        sa.Column("share", sa.Double(), nullable=False),
        sa.Column("judged_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["judged_by"], ["account.id"], name=op.f("fk_story_likeness_judged_by")
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["story.id"], name=op.f("fk_story_likeness_other_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["story_id"], ["story.id"], name=op.f("fk_story_likeness_story_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("story_id", "other_id", name=op.f("pk_story_likeness")),
    )
    op.create_index(op.f("ix_story_likeness_other_id"), "story_likeness", ["other_id"])

    op.create_table(
        "story_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("story_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_story_review_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["story_id"], ["story.id"], name=op.f("fk_story_review_story_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story_review")),
    )
    op.create_index(op.f("ix_story_review_story_id"), "story_review", ["story_id"])

    op.create_table(
        "group_objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("voice_id", sa.Integer(), nullable=False),
        sa.Column("paragraph", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["voice_id"],
            ["group_voice.id"],
            name=op.f("fk_group_objection_voice_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_objection")),
        sa.UniqueConstraint("voice_id", "paragraph", name=op.f("uq_group_objection_voice_id")),
    )
    op.create_table(
        "agreement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("outcome_by", sa.Integer(), nullable=True),
        sa.Column("checked_by", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["checked_by"], ["account.id"], name=op.f("fk_agreement_checked_by")
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["account.id"], name=op.f("fk_agreement_created_by")
        ),
        sa.ForeignKeyConstraint(
            ["outcome_by"], ["account.id"], name=op.f("fk_agreement_outcome_by")
        ),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_agreement_theme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
    )
    op.create_index(op.f("ix_agreement_theme_id"), "agreement", ["theme_id"])

    op.create_table(
        "theme_response",
        sa.Column("story_id", sa.String(length=64), nullable=False),
        sa.Column("theme_id", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("seen_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["seen_by"], ["account.id"], name=op.f("fk_theme_response_seen_by")
        ),
        sa.ForeignKeyConstraint(
            ["story_id"], ["story.id"], name=op.f("fk_theme_response_story_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_theme_response_theme_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("story_id", "theme_id", name=op.f("pk_theme_response")),
    )
    with op.batch_alter_table("form") as batch_op:
        batch_op.add_column(
            sa.Column("kind", sa.String(length=40), server_default="iedereen", nullable=False)
        )
        batch_op.add_column(
            sa.Column("state", sa.String(length=40), server_default="gepubliceerd", nullable=False)
        )
        batch_op.add_column(sa.Column("welcome", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("roles", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(
            sa.Column("translations", sa.JSON(), server_default="{}", nullable=False)
        )
        batch_op.add_column(
            sa.Column("digest", sa.String(length=64), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("published_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("created_by", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_form_created_by"), "account", ["created_by"], ["id"]
        )

    with op.batch_alter_table("question") as batch_op:
        batch_op.add_column(
            sa.Column("write_in", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(sa.Column("most", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("shown_when", sa.JSON(), nullable=True))

    with op.batch_alter_table("story") as batch_op:
        batch_op.add_column(sa.Column("helper", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("prompt", sa.String(length=40), nullable=True))
        batch_op.add_column(
            sa.Column("language", sa.String(length=8), server_default="nl", nullable=False)
        )
        batch_op.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("story") as batch_op:
        batch_op.drop_column("version")
        batch_op.drop_column("language")
        batch_op.drop_column("prompt")
        batch_op.drop_column("helper")

    with op.batch_alter_table("question") as batch_op:
        batch_op.drop_column("shown_when")
        batch_op.drop_column("most")
        batch_op.drop_column("write_in")

    with op.batch_alter_table("form") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_form_created_by"), type_="foreignkey")
        batch_op.drop_column("created_by")
        batch_op.drop_column("published_on")
        batch_op.drop_column("digest")
        batch_op.drop_column("translations")
        batch_op.drop_column("roles")
        batch_op.drop_column("welcome")
        batch_op.drop_column("state")
        batch_op.drop_column("kind")

    op.drop_table("theme_response")
    op.drop_table("agreement")
    op.drop_table("group_objection")
    op.drop_table("story_review")
    op.drop_table("story_likeness")
    op.drop_table("story_band")
    op.drop_table("staged_story")
    op.drop_table("intake_reply")
    op.drop_table("group_voice")
    op.drop_table("consent_event")
    op.drop_table("team_token")
    op.drop_table("invite")
    op.drop_table("import_batch")
    op.drop_table("resume_code")
    op.drop_table("import_layout")
    op.drop_table("step_count")
