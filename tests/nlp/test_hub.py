"""A pulled encoder is pinned and checked; an interrupted pull goes on; nothing unsafe comes in."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.errors import Rejected, Unavailable
from nlp import hub
from nlp.embedding import load_embedder
from tests.tiny_models import COMMIT, FakeHub, fake_hub, save_static


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = save_static(tmp_path_factory.mktemp("hub") / "model")
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def there(files: dict[str, bytes]) -> Iterator[FakeHub]:
    extra = {"pytorch_model.bin": b"x" * 900, "uitvoeren.py": b"print()"}
    with fake_hub({**files, **extra}) as found:
        yield found


def pull(there: FakeHub, store: Path, name: str = "huis/encoder") -> hub.Pulled:
    return hub.pull(name, store=store, endpoint=there.address)


def test_a_pulled_model_is_pinned_to_its_commit_and_works_without_the_hub(
    there: FakeHub, tmp_path: Path
) -> None:
    seen: list[tuple[int, int]] = []
    pulled = hub.pull(
        "huis/encoder",
        store=tmp_path,
        endpoint=there.address,
        progress=lambda _, done, total: seen.append((done, total)),
    )
    assert (pulled.pinned, pulled.licence) == (f"huis/encoder@{COMMIT}", "mit")
    assert seen[-1][0] == seen[-1][1] == pulled.size
    asked = len(there.asked)
    encoder = load_embedder("huis/encoder", store=tmp_path)
    assert (encoder.name, encoder.revision) == ("huis/encoder", COMMIT)
    assert encoder.source == f"huis/encoder@{COMMIT}+torch"
    assert encoder.sha256 in pulled.files.values()
    assert load_embedder(encoder.source, store=tmp_path).revision == COMMIT
    assert len(there.asked) == asked


def test_files_that_can_run_code_are_not_fetched(there: FakeHub, tmp_path: Path) -> None:
    pulled = pull(there, tmp_path)
    assert not list(pulled.folder.rglob("*.py")) + list(pulled.folder.rglob("*.bin"))
    assert not any(path.endswith((".py", ".bin")) for path in there.asked)


def test_a_broken_line_is_taken_up_where_it_broke(there: FakeHub, tmp_path: Path) -> None:
    there.breaks = 2
    pulled = pull(there, tmp_path)
    assert there.ranges
    hub.verify(pulled)


def test_an_interrupted_pull_goes_on_the_next_time(there: FakeHub, tmp_path: Path) -> None:
    there.breaks = 100
    with pytest.raises(Unavailable, match="wat er al is, blijft"):
        pull(there, tmp_path)
    assert hub.find("huis/encoder", store=tmp_path) is None
    [part] = tmp_path.rglob("*.deel")
    have = part.stat().st_size
    there.breaks = 0
    there.ranges.clear()
    hub.verify(pull(there, tmp_path))
    assert there.ranges == [f"bytes={have}-"]


def test_pulling_again_fetches_nothing_again(there: FakeHub, tmp_path: Path) -> None:
    pull(there, tmp_path)
    before = [path for path in there.asked if path.endswith(".safetensors")]
    pull(there, tmp_path)
    assert [path for path in there.asked if path.endswith(".safetensors")] == before


def test_a_file_that_changed_since_is_refused(there: FakeHub, tmp_path: Path) -> None:
    pulled = pull(there, tmp_path)
    weights = next(pulled.folder.rglob("*.safetensors"))
    weights.write_bytes(weights.read_bytes()[:-1] + b"\1")
    with pytest.raises(Rejected, match="veranderd") as refused:
        load_embedder("huis/encoder", store=tmp_path)
    assert refused.value.code == "encoder.gewijzigd"


def test_another_file_than_announced_is_refused(there: FakeHub, tmp_path: Path) -> None:
    [weights] = [name for name in there.files if name.endswith(".safetensors")]
    listing = there.listing()
    there.listing = lambda: listing  # type: ignore[method-assign]
    there.files[weights] = there.files[weights][:-1] + b"\1"
    with pytest.raises(Rejected, match="beschadigd"):
        pull(there, tmp_path)
    assert not list(tmp_path.rglob("*.safetensors*"))


def test_a_repository_of_pickles_is_refused(tmp_path: Path) -> None:
    pickles = {"pytorch_model.bin": b"x", "config.json": b"{}"}
    with fake_hub(pickles) as there, pytest.raises(Rejected, match="safetensors"):
        pull(there, tmp_path)
    assert not any(path.endswith("config.json") for path in there.asked)


def test_a_path_out_of_the_folder_is_refused(files: dict[str, bytes], tmp_path: Path) -> None:
    with fake_hub({**files, "../../buiten.json": b"{}"}) as there, pytest.raises(Rejected):
        pull(there, tmp_path / "encoders")


def test_an_unknown_model_is_told_apart_from_an_unreachable_hub(
    there: FakeHub, tmp_path: Path
) -> None:
    with pytest.raises(Rejected, match="bestaat niet"):
        pull(there, tmp_path, "huis/anders")
    with pytest.raises(Unavailable, match="huis/encoder"):
        hub.pull("huis/encoder", store=tmp_path, endpoint="http://127.0.0.1:9")


@pytest.mark.parametrize("name", ["geen-eigenaar", "../weg/ergens", "a/b/c", "", "-x/y"])
def test_what_is_no_hub_name_is_refused_before_anything_is_asked(name: str) -> None:
    with pytest.raises(Rejected, match="bestaat niet"):
        hub.read_name(name)


def test_a_name_carries_revision_and_back_end() -> None:
    assert hub.read_name("huis/encoder@v2+onnx") == hub.Named("huis/encoder", "v2", "onnx")
    assert hub.read_name("huis/encoder") == hub.Named("huis/encoder", None, None)


def test_the_revision_that_was_asked_for_finds_the_model(there: FakeHub, tmp_path: Path) -> None:
    pull(there, tmp_path, "huis/encoder@v2")
    for name in ("huis/encoder", "huis/encoder@v2", f"huis/encoder@{COMMIT[:9]}+torch"):
        assert hub.find(name, store=tmp_path) is not None
    assert hub.find("huis/encoder@v3", store=tmp_path) is None


def test_a_folder_without_a_good_record_is_not_a_pulled_model(tmp_path: Path) -> None:
    (tmp_path / "huis--encoder@1.json").write_text("{", encoding="utf-8")
    (tmp_path / "huis--encoder@2.json").write_text(json.dumps({"repo": "x"}), encoding="utf-8")
    assert hub.pulled_models(tmp_path) == []
    assert hub.pulled_models(tmp_path / "weg") == []


def test_the_best_int8_file_is_chosen() -> None:
    paths = ["onnx/model.onnx", "onnx/model_quint8_avx2.onnx", "onnx/model_qint8_avx512_vnni.onnx"]
    assert hub.int8_file(paths, "onnx") == "onnx/model_qint8_avx512_vnni.onnx"
    assert hub.int8_file(["onnx/model.onnx"], "onnx") is None
    assert hub.int8_file(["openvino/m_qint8_quantized.xml"], "openvino") is not None
    assert hub.int8_file(paths, "openvino") is None


@pytest.mark.parametrize("fault", [ImportError, RuntimeError, None])
def test_a_back_end_that_does_not_fit_the_rest_is_not_installed(
    fault: type[Exception] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: str) -> object:
        if fault:
            raise fault("cannot import name 'is_offline_mode'")
        return object()

    monkeypatch.setattr(hub, "import_module", broken)
    assert not hub.installed("onnx")
    assert not hub.installed("openvino")


def test_an_int8_file_comes_along_when_its_back_end_is_installed(
    files: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "installed", lambda backend: backend == "openvino")
    extra = {
        "openvino/m_qint8.xml": b"<net/>",
        "openvino/m_qint8.bin": b"12",
        "onnx/m_qint8.onnx": b"3",
    }
    with fake_hub({**files, **extra}) as there:
        pulled = pull(there, tmp_path)
    assert {"openvino/m_qint8.xml", "openvino/m_qint8.bin"} <= set(pulled.files)
    assert "onnx/m_qint8.onnx" not in pulled.files
