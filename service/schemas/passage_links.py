"""Standards that a single passage is surely about."""

from service.schemas.shape import Schema, Word


class PassageStandard(Schema):
    """A standard that a passage is about; whether it is met is for people to say."""

    standard_key: str
    standard_title: str
    standard_description: str
    standard_status: Word
    set_key: str
    set_name: str
    set_short: str
    set_status: Word
    probability: float
    reason: str


class PassageStandards(Schema):
    """The standards of one passage, likeliest first; `notice` says why there are none."""

    passage_id: int
    standards: list[PassageStandard]
    notice: str
