"""The settings: read once by the command line from VERTELPUNT_* variables, then passed on."""

from datetime import timedelta
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Everything that an installation may choose."""

    model_config = SettingsConfigDict(env_prefix="VERTELPUNT_", frozen=True, extra="ignore")

    data_dir: Path = Path("var")
    """Folder for the embedded database, keys and logs; only the owner may read it."""
    database_url: str = ""
    """SQLAlchemy URL; empty means SQLite in `data_dir`."""
    encoder: str = ""
    """Goes before what was chosen with `encoder use`: `ingebouwd`, a folder or a hub model."""
    encoder_dir: Path | None = None
    """Folder of pulled encoders; None means `encoders` in `data_dir`."""
    encoder_device: Literal["auto", "cpu"] = "auto"
    """`auto` uses a graphics card when there is one; `cpu` never does."""
    encoder_fallback: bool = True
    """Whether the built-in encoder may stand in, visibly, for one that cannot be loaded."""
    cross_encoder: str = ""
    """A cross-encoder or NLI model that reads the likeliest standards of each theme once more: a
    folder or a hub model, `owner/name@revision`. Empty: off."""
    staff_masking: Literal["namen", "kritisch", "altijd"] = "kritisch"
    """Of workers: only names, or in critical stories, or always, their gender and time too."""
    recognisers: str = "auto"
    """`auto` (our rules, and spaCy's trained Dutch recogniser where it is installed), `regels`,
    `regels+taalmodel` or `regels+deduce`."""
    host: str = "127.0.0.1"
    """Address that form and API listen on."""
    port: int = 8000
    """Port of form and API."""
    explorer_host: str = "127.0.0.1"
    """Address that the explorer listens on."""
    explorer_port: int = 8501
    """Port of the explorer."""
    form_url: str = ""
    """Where people find the form, for links and QR pictures; empty means `host` and `port`."""
    api_url: str = ""
    """Where the explorer finds the API; empty means `host` and `port`."""
    workers: int = 1
    """Processes for heavy computation."""
    dask: str = ""
    """Address of a Dask scheduler for heavy maps; empty means a process pool here."""
    secure_cookies: bool = False
    """True behind TLS: cookies get the `__Host-` prefix and the Secure flag."""
    organisation: str = "Associatie Wijkteams"
    """Name shown in form, explorer and report; owner of teams that are made by import."""
    seed: int = 7
    """Seed of every computation."""
    expire_days: int = 30
    """A story that its narrator has not decided on is emptied after this many days."""
    triage_hours: int = Field(default=24, ge=1, le=24 * 14)
    """Within how many hours a person looks at an approved story with a sign of danger."""
    naming_url: str = ""
    """Base address of a language model that proposes names for themes, as OpenAI's API has it, such
    as `http://127.0.0.1:11434/v1`. Empty: off, and no story goes anywhere."""
    naming_model: str = ""
    """Name of the model at `naming_url`."""
    naming_key: SecretStr = SecretStr("")
    """Key for `naming_url`; never shown."""

    spraakmodel: str = ""
    """A Dutch speech model, so that narrators may speak: a folder, or a hub model that is here
    already. Empty: off."""

    @property
    def triage_time(self) -> timedelta:
        """How long a story with a sign of danger may wait for a person."""
        return timedelta(hours=self.triage_hours)

    @property
    def database(self) -> str:
        """The SQLAlchemy URL in force."""
        return self.database_url or f"sqlite:///{self.data_dir / 'vertelpunt.db'}"

    @property
    def named_encoder(self) -> str:
        """The encoder for work outside the database: the setting, else the built-in one."""
        return self.encoder or "ingebouwd"

    @property
    def encoders(self) -> Path:
        """The folder of pulled encoders in force."""
        return self.encoder_dir or self.data_dir / "encoders"

    @property
    def own_address(self) -> str:
        """The base address of form and API on this machine."""
        return f"http://{self.host}:{self.port}"

    @property
    def form(self) -> str:
        """The base address of the form as narrators know it."""
        return (self.form_url or self.own_address).rstrip("/")

    @property
    def api(self) -> str:
        """The base address of the API for the explorer."""
        return self.api_url or self.own_address

    @property
    def explorer(self) -> str:
        """The base address of the explorer."""
        return f"http://{self.explorer_host}:{self.explorer_port}"
