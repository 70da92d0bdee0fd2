"""Why a transformer could not be loaded, and what helps: one Chinese sentence for each cause."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from models.errors import ArtifactError

INSTEAD = "或改用内置编码器 builtin"
_HUB_NAME = re.compile(r"[\w.-]+(/[\w.-]+)?", re.ASCII)


def load_error(name: str, cause: str, remedy: str) -> ArtifactError:
    """Return the error that says which encoder cannot be loaded, why, and what helps."""
    return ArtifactError(f"无法加载编码器 {name}：{cause}。请{remedy}，{INSTEAD}")


def package_missing(name: str) -> ArtifactError:
    """Return the error for a machine without sentence-transformers."""
    return load_error(
        name, "没有安装 sentence-transformers", "执行 pip install 'voc-triage[train]'（含 torch，约 1 GB）"
    )


def place_missing(name: str) -> ArtifactError:
    """Return the error for something that is neither a folder nor a possible hub name."""
    if Path(name).expanduser().is_file():
        return load_error(name, "这是文件，不是文件夹", "写模型所在的文件夹")
    return load_error(name, "找不到这个文件夹", "检查路径")


def is_hub_name(name: str) -> bool:
    """Return whether a name may be looked up on the hub: ``model`` or ``organisation/model``, nothing like a path."""
    return bool(_HUB_NAME.fullmatch(name)) and not name.startswith((".", "-"))


def other_model(name: str, kind: str) -> ArtifactError:
    """Return the error for a model that loads but gives no sentence vectors."""
    return load_error(name, f"这是 {kind} 模型，不产生句向量", "换一个 sentence-transformers 句向量模型")


def explain(name: str, error: BaseException, *, folder: bool, offline: bool) -> ArtifactError:
    """Return the error to show for what the libraries raised.

    Parameters
    ----------
    name
        The model as the user named it.
    error
        What was raised; its causes are looked at too.
    folder
        Whether the name is a local folder.
    offline
        Whether the hub must not be asked (``HF_HUB_OFFLINE``).
    """
    chain = list(_chain(error))
    kinds = {kind.__name__ for item in chain for kind in type(item).__mro__}
    told = " ".join(str(item) for item in chain)
    if not folder and (found := _hub_cause(kinds, told, offline=offline)):
        return load_error(name, *found)
    if "trust_remote_code" in told:
        return load_error(name, "模型要求运行自带的代码，这里不运行来历不明的代码", "换一个不带代码的模型")
    if "ImportError" in kinds:
        return load_error(name, f"缺少模型所需的软件包（{_first_line(error)}）", "按提示安装")
    if re.search(r"Unrecognized (?:model|configuration)|does not recognize this architecture", told):
        cause = "不是 sentence-transformers 或 transformers 模型（没有可识别的 config.json）"
        return load_error(name, cause, "指向含 modules.json 或 config.json 的模型文件夹")
    again = "重新下载或复制整个文件夹" if folder else "清除本机缓存后重新下载"
    return load_error(name, f"模型文件缺失或已损坏（{_first_line(error)}）", again)


def _hub_cause(kinds: set[str], told: str, *, offline: bool) -> tuple[str, str] | None:
    if "GatedRepoError" in kinds:
        return "模型需要授权", "在模型站同意其条款并执行 hf auth login"
    if "RepositoryNotFoundError" in kinds or "RevisionNotFoundError" in kinds:
        return "模型站上没有这个模型，或它是私有的", "检查名称（私有模型先执行 hf auth login）"
    unreachable = {"LocalEntryNotFoundError", "OfflineModeIsEnabled", "ConnectError", "ConnectionError", "TimeoutError"}
    if kinds & unreachable or "couldn't connect" in told:
        if offline:
            return "处于离线模式（HF_HUB_OFFLINE），本机也没有它的缓存", "先在联网时下载一次，或写本地文件夹"
        return "连不上模型站，本机也没有它的缓存", "检查网络，或先下载到本地文件夹"
    return None


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or current.__context__


def _first_line(error: BaseException) -> str:
    line = next((part.strip() for part in str(error).splitlines() if part.strip()), type(error).__name__)
    return line if len(line) <= 160 else line[:159] + "…"


def saved_model_type(config: Path) -> str:
    """Return the kind of model that ``config_sentence_transformers.json`` names; older files name none."""
    try:
        found = json.loads(config.read_text(encoding="utf-8")).get("model_type")
    except (OSError, ValueError, AttributeError):
        found = None
    return str(found or "SentenceTransformer")
