"""配置 — every setting of the server, typed, with its default and its words; read once, here.

From the environment only. An unknown ``SUYUAN_`` name, or a value that cannot be read, refuses to start.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated

from django.core.exceptions import ImproperlyConfigured

from suyuan.law.duty import Text


class Misconfigured(ImproperlyConfigured):
    """A setting cannot be read; the message names it and says what would do."""


@dataclass(frozen=True, slots=True)
class Config:
    """The server's settings. The environment name is ``SUYUAN_`` and the field's name in capitals."""

    home: Annotated[Path, Text("数据与密钥的目录", "Directory of all data and keys")] = Path(".suyuan")
    port: Annotated[int, Text("网页与接口的端口", "Port of pages and API on 127.0.0.1")] = 8000
    database_url: Annotated[
        str,
        Text(
            "自有 PostgreSQL（15 至 18）的地址；空则用内置数据库",
            "URL of your own PostgreSQL 15 to 18; empty starts our own",
        ),
    ] = ""
    owner_url: Annotated[
        str,
        Text(
            "自有 PostgreSQL 中表的所有者的地址：建表、升级、备份用；空则同上，服务时改用受限角色",
            "Address of who owns the tables of your own PostgreSQL, to make, upgrade and back them up;"
            " empty: as above, and what is served takes the bounded role",
        ),
    ] = ""
    pg_bin: Annotated[
        str,
        Text(
            "PostgreSQL 程序目录；空则用 pip 安装的程序",
            "Directory of PostgreSQL binaries; empty takes the pip-installed ones",
        ),
    ] = ""
    hosts: Annotated[str, Text("应答的主机名，逗号分隔", "Host names answered to, separated by commas")] = (
        "127.0.0.1,localhost,[::1],testserver"
    )
    https: Annotated[
        bool, Text("经 HTTPS 服务：Cookie 只走加密连接", "Served over HTTPS: cookies travel encrypted only")
    ] = False
    origin: Annotated[
        str,
        Text(
            "对外网址（https://主机名），信函与邀请中的链接由此开头；空则取 SUYUAN_HOSTS 的第一个",
            "Where the platform is found (https://host), with which links in letters and invitations begin; empty takes"
            " the first of SUYUAN_HOSTS",
        ),
    ] = ""
    debug: Annotated[bool, Text("开发模式，不得用于服务", "Development mode, never in service")] = False
    threads: Annotated[int, Text("网页进程的线程数", "Threads of the web process")] = 32
    job_lines: Annotated[
        int, Text("超过此行数的申报交后台处理", "Filings with more lines go to the worker")
    ] = 10_000
    upload_bytes: Annotated[int, Text("单个文件上限（字节）", "Largest file, in bytes")] = 256 * 1024 * 1024
    proxies: Annotated[
        int,
        Text(
            "前置代理的层数：其所报的来访地址可信",
            "Proxies in front whose word on the caller's address is trusted",
        ),
    ] = 0
    mail: Annotated[
        str,
        Text(
            "发信服务器：smtp+tls://用户@主机:端口?from=发件人&password_file=口令文件；空则不发邮件",
            "Mail server: smtp+tls://user@host:port?from=address&password_file=path; empty sends none",
        ),
    ] = ""
    credential_suite: Annotated[
        str,
        Text(
            "数字身份凭证的签名套件：ES256、EdDSA或SM2-SM3（需OpenSSL 3）",
            "Suite that signs digital identities: ES256, EdDSA or SM2-SM3 (needs OpenSSL 3)",
        ),
    ] = "ES256"
    ledger_origin: Annotated[
        str,
        Text(
            "公开账本的名称（不带协议的地址）；空则首次启动时随机取一个",
            "Name of the public log (an address without its scheme); empty draws one at the first start",
        ),
    ] = ""
    witnesses: Annotated[
        str,
        Text(
            "见证方与法定人数的文件（tlog-policy 格式，含地址）的路径；空则无见证方",
            "Path of a file that names witnesses with their addresses and the quorum (tlog-policy); empty: none",
        ),
    ] = ""
    maps: Annotated[
        str,
        Text(
            "地图文件的目录（provinces.json、prefectures.json、shapes.zip）；空则用安装时生成的",
            "Directory of the map's files (provinces.json, prefectures.json, shapes.zip); empty takes those of set-up",
        ),
    ] = ""
    webhook_private: Annotated[
        bool,
        Text(
            "告知书可推送到内网地址和 http；仅限内网部署",
            "Notices may be sent to private addresses and over http: for a platform inside one network",
        ),
    ] = False
    map_review: Annotated[
        str, Text("地图审图号，印在地图下；空则注明未经审核", "Review number of the map, printed below it")
    ] = ""
    oidc_providers: Annotated[
        str,
        Text(
            "省级统一身份提供方：JSON 数组，或存放它的文件路径",
            "Identity providers of provinces: a JSON array, or the path of a file with one",
        ),
    ] = ""
    server: Annotated[
        str, Text("命令行工具所连的服务器", "Server of the command line; the server ignores it")
    ] = ""
    token: Annotated[str, Text("命令行工具的令牌", "Token of the command line; the server ignores it")] = ""
    profile: Annotated[
        str, Text("命令行工具的配置名", "Profile of the command line; the server ignores it")
    ] = ""
    install_browser: Annotated[
        bool, Text("安装时可否安装测试用浏览器", "Whether set-up may install a browser for the tests")
    ] = False


ORIGIN = re.compile(r"https?://[^/?#@\s]+")
OWN_HOSTS = {"127.0.0.1", "localhost", "[::1]"}


def public_origin(config: Config) -> str:
    """Give scheme and host with which links begin that leave the platform. Never what a request says of itself.

    >>> public_origin(Config(hosts="suyuan.example,10.0.0.8", https=True)), public_origin(Config())
    ('https://suyuan.example', 'http://127.0.0.1:8000')
    """
    if config.origin:
        return config.origin
    host = config.hosts.split(",")[0].strip().lstrip("*.") or "localhost"
    scheme, port = ("https", "") if config.https else ("http", f":{config.port}" if host in OWN_HOSTS else "")
    return f"{scheme}://{host}{port}"


CREDENTIAL_SUITES = ("ES256", "EdDSA", "SM2-SM3")


def _parse(name: str, text: str, like: object) -> object:
    """Read one value as the type of its default. Raises Misconfigured."""
    if isinstance(like, bool):
        if text.lower() in {"1", "true", "yes"}:
            return True
        if text.lower() in {"", "0", "false", "no"}:
            return False
        raise Misconfigured(f"{name}={text!r}: write yes or no")
    if isinstance(like, int):
        try:
            return int(text)
        except ValueError:
            raise Misconfigured(f"{name}={text!r}: write a whole number") from None
    return Path(text) if isinstance(like, Path) else text


def read(environment: Mapping[str, str] | None = None) -> Config:
    """Read the settings from the environment. Raises Misconfigured."""
    environment = os.environ if environment is None else environment
    known = {f"SUYUAN_{item.name.upper()}": item for item in fields(Config)}
    values: dict[str, object] = {}
    for name, text in environment.items():
        if not name.startswith("SUYUAN_"):
            continue
        if name not in known:
            raise Misconfigured(f"{name} is not a setting; known are {', '.join(sorted(known))}")
        values[known[name].name] = _parse(name, text, known[name].default)
    config = Config(**values)  # type: ignore[arg-type]
    if config.origin and not ORIGIN.fullmatch(config.origin):
        raise Misconfigured(f"SUYUAN_ORIGIN={config.origin!r}: write https://host, without a path")
    if config.credential_suite not in CREDENTIAL_SUITES:
        raise Misconfigured(
            f"SUYUAN_CREDENTIAL_SUITE={config.credential_suite!r}: write {', '.join(CREDENTIAL_SUITES)}"
        )
    return config
