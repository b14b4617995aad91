"""What an export of stories holds, and what it leaves out."""

from pydantic import Field

from service.schemas.shape import Schema, Word


class ExportCounts(Schema):
    """How many stories may be taken along for a purpose."""

    purpose: Word
    included: int
    without_consent: int = Field(description="Goedgekeurd, maar niet voor dit doel")
    not_approved: int = Field(description="Niet of niet meer goedgekeurd, bij elkaar")
