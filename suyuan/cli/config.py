"""配置 — suyuan config: every setting in use, and where it came from."""

import typer

from suyuan.cli import output, tokens
from suyuan.cli.calling import Here, command
from suyuan.cli.exits import Exit
from suyuan.cli.settings import Value
from suyuan.cli.words import say

app = typer.Typer(
    rich_markup_mode=None, no_args_is_help=True, add_completion=False, help=say("设置", "Settings")
)


@app.callback()
def _group() -> None:
    """Keep the noun before the verb."""


@command(app, "show", say("列出设置及其来源", "List the settings and where each came from"))
def show(here: Here) -> Exit:
    """Show the settings."""
    settings = here.settings
    token = tokens.find(settings)
    values = {
        "profile": settings.profile,
        "server": settings.server,
        "lang": settings.lang,
        "token": Value(token.masked, token.origin) if token else Value("", say("未登录", "not signed in")),
    }
    files = [{"path": str(path), "found": bool(content)} for path, content in settings.files]
    if here.as_json:
        shown = {
            name: {"value": value.text or None, "origin": value.origin} for name, value in values.items()
        }
        output.as_json({**shown, "files": files})
        return Exit.OK
    output.table(
        (say("设置", "Setting"), say("值", "Value"), say("来源", "Origin")),
        ((name, value.text, value.origin) for name, value in values.items()),
    )
    for file in files:
        found = say("已读", "read") if file["found"] else say("没有", "absent")
        output.note(f"{file['path']}: {found}")
    return Exit.OK
