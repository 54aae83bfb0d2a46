#!/bin/sh
# Runs the first Python on the PATH that can build our environment: 3.11 or newer, with venv and pip.
# 3.11 comes first because the locks are tried on it; PYTHON=... in the environment chooses another.
for candidate in ${PYTHON:-} python3.11 python3.12 python3.13 python3 python python3.14; do
    if command -v "$candidate" >/dev/null 2>&1 &&
        "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        exec "$candidate" "$@"
    fi
done
echo "suyuan needs Python 3.11 or newer with venv and pip (on Debian: apt install python3 python3-venv)." >&2
echo "需要 Python 3.11 或更新版本，并带有 venv 与 pip（Debian：apt install python3 python3-venv）。" >&2
exit 1
