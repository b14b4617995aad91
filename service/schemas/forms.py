"""Forms: what there is, what one version says, and what an administrator sends to change it."""

from datetime import date

from pydantic import Field

from service.schemas.shape import ProblemPlace, Schema, Word


class FormOption(Schema):
    """One option of a question; a new one gets its key from its words."""

    key: str = Field(default="", max_length=60, description="Vast kenmerk; leeg bij een nieuwe")
    label: str = Field(default="", max_length=1_000)
    picture: str = Field(default="", max_length=60, description="Naam van een plaatje")


class FormPrompt(Schema):
    """One question to begin with."""

    key: str = Field(default="", max_length=60, description="Vast kenmerk; leeg bij een nieuwe")
    text: str = Field(default="", max_length=1_000)
    picture: str = Field(default="", max_length=60, description="Naam van een plaatje")


class ShownWhen(Schema):
    """When a question is asked: after one of these options of an earlier question."""

    question: str = Field(max_length=60)
    options: list[str] = Field(max_length=50)


class FormQuestion(Schema):
    """One question about the story."""

    key: str = Field(default="", max_length=60, description="Vast kenmerk; leeg bij een nieuwe")
    kind: str = Field(max_length=20, description="triade, dyade, keuze, meerkeuze of tekst")
    text: str = Field(default="", max_length=1_000)
    why: str = Field(default="", max_length=1_000, description="Waarom wij dit vragen")
    options: list[FormOption] = Field(default=[], max_length=50)
    write_in: bool = Field(default=False, description="Met een vak voor eigen woorden")
    most: int | None = Field(default=None, ge=0, le=1_000, description="Hoeveel er mogen")
    shown_when: ShownWhen | None = None


class FormContent(Schema):
    """Everything that one version of a form says in Dutch."""

    kind: str = Field(default="iedereen", max_length=40, description="Voor wie het is")
    title: str = Field(default="", max_length=1_000)
    welcome: str = Field(default="", max_length=10_000)
    roles: list[str] = Field(default=[], max_length=50, description="Wie hiermee vertelt")
    prompts: list[FormPrompt] = Field(default=[], max_length=50)
    questions: list[FormQuestion] = Field(default=[], max_length=100)


class FormLanguage(Schema):
    """How far a translation is. Only a whole one is offered to narrators."""

    code: str
    name: str = Field(description="Zoals sprekers de taal zelf noemen")
    translated: int
    texts: int
    offered: bool


class FormRow(Schema):
    """One version of a form in the list of all."""

    id: int
    key: str
    version: int
    state: Word
    kind: Word
    title: str
    published_on: date | None
    languages: list[str] = Field(description="De talen die hele vertalingen hebben")
    intact: bool = Field(description="Onwaar als een gepubliceerde versie toch veranderd is")


class FormPage(Schema):
    """One version of a form with everything that it says."""

    id: int
    key: str
    version: int
    state: Word
    published_on: date | None
    content: FormContent
    languages: list[FormLanguage]
    problems: list[ProblemPlace] = Field(description="Wat nog beter moet voor publiceren")
    stamp: str = Field(description="Stuur dit mee bij een wijziging: zo overschrijft u niemand")
    intact: bool


class NewForm(Schema):
    """A new concept: as a copy of a version, or empty."""

    key: str = Field(max_length=60, description="Kenmerk van het formulier")
    kind: str = Field(default="iedereen", max_length=40, description="Voor wie het is")
    title: str = Field(default="", max_length=1_000)
    copy_of: str | None = Field(
        default=None, max_length=60, description="Kenmerk van het formulier om over te nemen"
    )
    copy_version: int | None = Field(
        default=None, ge=1, le=1_000_000, description="Welke versie; zonder dit de nieuwste"
    )


class FormChange(Schema):
    """A whole concept, in the place of what was there."""

    content: FormContent
    stamp: str = Field(max_length=64, description="Van de inhoud waar u van uitging")


class FormStamp(Schema):
    """What somebody saw when deciding."""

    stamp: str = Field(max_length=64, description="Van de inhoud die u zag")


class TranslatedText(Schema):
    """One text of a form in two languages."""

    place: str = Field(max_length=160, description="Bijvoorbeeld vraag.gevoel.keuze.boos")
    dutch: str = Field(default="", max_length=10_000)
    words: str = Field(default="", max_length=10_000)


class FormTranslation(Schema):
    """A form in one language, text by text, in the order of the form."""

    language: FormLanguage
    texts: list[TranslatedText]
    stamp: str


class TranslationChange(Schema):
    """A whole translation; a text that is left out or empty stays Dutch."""

    texts: list[TranslatedText] = Field(max_length=2_000)
    stamp: str = Field(max_length=64, description="Van de inhoud waar u van uitging")


class PictureName(Schema):
    """A drawing that may stand beside an option."""

    name: str
    label: str
    address: str = Field(description="Waar het plaatje staat, vanaf het adres van het formulier")


class FormWords(Schema):
    """What a form can be built of."""

    kinds: list[Word]
    question_kinds: list[Word]
    roles: list[Word]
    audiences: list[Word] = Field(description="De kenmerken voor de vraag `kennen`")
    pictures: list[PictureName]
    languages: list[FormLanguage]
    most_prompts: int = Field(description="Zo veel vragen om mee te beginnen passen er")
    most_questions: int = Field(description="Zo veel vragen passen er")
    most_options: int = Field(description="Zo veel keuzes passen er bij een vraag")
