"""Entry point of ``voc``: commands, and one place where errors become messages and exit statuses."""

from __future__ import annotations

import os
import sys
import traceback

import typer

from service.cli import analyze, corpus, discover, embed, evaluate, preview, report, training
from service.cli.messages import usage_message
from voc import __version__
from voc.errors import UsageError, VocError

app = typer.Typer(
    name="voc",
    help="中文客户原声：分析、聚类、分诊与 VOC 日会报告。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def root(
    _debug: bool = typer.Option(False, "--debug", help="出错时显示完整堆栈。"),
    version: bool = typer.Option(False, "--version", help="显示版本号。"),
) -> None:
    """Read the options that stand before the command; ``--debug`` is looked at where errors are told."""
    if version:
        typer.echo(__version__)
        raise typer.Exit


preview.register(app)
analyze.register(app)
embed.register(app)
discover.register(app)
report.register(app)
corpus.register(app)
training.register(app)
evaluate.register(app)


def main() -> None:
    """Run the command line; the exit status is 0 done, 1 the work failed, 2 wrong usage."""
    from models.errors import ArtifactError

    if len(sys.argv) == 1 or {"-h", "--help"} & set(sys.argv):
        _speak_chinese()
    try:
        sys.exit(app(standalone_mode=False))
    except typer.TyperException as error:
        message, hint = usage_message(error)
        if not message:
            # no command at all: the help page has been shown already
            sys.exit(2)
        _fail(UsageError(message, hint=hint), status=2)
    except typer.Abort:
        sys.exit(130)
    except UsageError as error:
        _fail(error, status=2)
    except (VocError, ArtifactError) as error:
        _fail(error, status=1)
    except BrokenPipeError:
        # the reader of our output has gone (voc analyze … | head): not an error, and nobody to tell
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except KeyboardInterrupt:
        sys.stderr.write("已中断，未完成的输出文件不会保留。\n")
        sys.exit(130)


def _speak_chinese() -> None:
    """Give the panels of the help page their Chinese titles."""
    from typer import rich_utils

    rich_utils.ARGUMENTS_PANEL_TITLE = "参数"
    rich_utils.OPTIONS_PANEL_TITLE = "选项"
    rich_utils.COMMANDS_PANEL_TITLE = "命令"


def _fail(error: Exception, *, status: int) -> None:
    if "--debug" in sys.argv:
        traceback.print_exception(error)
    message = error.message if isinstance(error, VocError) else str(error)
    hint = error.hint if isinstance(error, VocError) else ""
    sys.stderr.write(f"错误：{message}\n" + (f"办法：{hint}\n" if hint else ""))
    sys.exit(status)
