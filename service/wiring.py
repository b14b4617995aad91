"""The one composition root: settings in, the working parts out. App, worker and CLI start here."""

from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass, field
from importlib import import_module
from multiprocessing import get_context
from typing import TYPE_CHECKING, cast

from ingest.pseudonymise import Pseudonymiser, load_pseudonymiser
from models.db import Database
from models.errors import Unavailable
from models.sealing import Sealer, load_keys
from service.crosswalk import Outlooks
from service.encoders import Encoders
from service.following import end_with_parent
from service.link_indexes import LinkIndexes
from service.own_finder import WithOwnLists
from service.recognising import Recognisers
from service.settings import Settings
from service.speech import Speech

if TYPE_CHECKING:
    from nlp.embedding import Embedder
    from nlp.language import Dutch


@dataclass
class House:
    """The parts that live as long as the process; language and encoder are loaded when needed."""

    settings: Settings
    database: Database
    sealer: Sealer
    pseudonymiser: Pseudonymiser
    encoders: Encoders = field(init=False, repr=False)
    speech: Speech = field(init=False, repr=False)
    recognisers: Recognisers = field(init=False, repr=False, default_factory=Recognisers)
    link_indexes: LinkIndexes = field(init=False, repr=False, default_factory=LinkIndexes)
    outlooks: Outlooks = field(init=False, repr=False, default_factory=Outlooks)
    _dutch: "Dutch | None" = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """The encoders follow the settings and the choice in the database."""
        self.encoders = Encoders(self.settings, self.database)
        self.speech = Speech(self.settings)

    @property
    def dutch(self) -> "Dutch":
        """The Dutch language pipeline."""
        if self._dutch is None:
            from nlp.language import load_dutch

            self._dutch = load_dutch()
        return self._dutch

    @property
    def embedder(self) -> "Embedder":
        """The encoder that works now; see `Encoders.standing`, which also says for which one.

        Raises:
            VertelpuntError: it cannot be loaded, and nothing may stand in for it.
        """
        return self.encoders.standing().embedder

    def close(self) -> None:
        """Let go of everything."""
        self.database.close()


def build(settings: Settings) -> House:
    """Open the house: data folder and key file are made when absent."""
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    database = Database(settings.database)
    return House(
        settings=settings,
        database=database,
        sealer=Sealer(load_keys(settings.data_dir / "sleutels")),
        pseudonymiser=WithOwnLists(load_pseudonymiser(settings.recognisers), database),
    )


def executor(settings: Settings) -> Executor:
    """Where heavy work runs: a Dask cluster when one is named, else processes of our own.

    Raises:
        Unavailable: a cluster is named, but Dask is not installed.
    """
    if settings.dask:
        return _cluster(settings.dask)
    # "spawn": a forked child would inherit open database connections and locks.
    return ProcessPoolExecutor(
        settings.workers, mp_context=get_context("spawn"), initializer=end_with_parent
    )


def _cluster(address: str) -> Executor:
    try:
        distributed = import_module("distributed")
    except ModuleNotFoundError:
        raise Unavailable(
            "VERTELPUNT_DASK noemt een rekencluster, maar Dask is niet geïnstalleerd. "
            "Installeer het met: pip install vertelpunt[dask]",
            code="dask.ontbreekt",
        ) from None
    return cast(Executor, distributed.Client(address).get_executor())
