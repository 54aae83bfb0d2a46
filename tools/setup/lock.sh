#!/bin/sh
# Makes requirements/*.txt again from pyproject.toml, and front/package-lock.json from front/package.json.
# One lock serves every machine (--universal), and its hashes are what pip checks; no index is named in it.
set -eu
lock() {
    output=$1
    shift
    uv pip compile --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate \
        --python-version 3.11 --quiet --output-file "requirements/$output" pyproject.toml "$@"
}
command -v uv >/dev/null || {
    echo "make lock needs uv (any installation of it) / 需要 uv" >&2
    exit 1
}
development="--extra server --group test --group check --group docs --group front"
lock base.txt
lock server.txt --extra server
# shellcheck disable=SC2086 - a list of words
lock dev.txt $development
# shellcheck disable=SC2086
lock bench.txt $development --group bench
cd front && npm install --package-lock-only --ignore-scripts
