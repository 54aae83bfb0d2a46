import re

LOCKS = ("requirements/", "front/package-lock.json")
INDEX = re.compile(r"(?:extra-)?index-url|find-links|trusted-host|\"resolved\"", re.IGNORECASE)
ADDRESS = re.compile(r"[a-z+]+://[^\s\"']+\.(?:whl|tgz|tar\.gz|zip)|\"resolved\"", re.IGNORECASE)


def test_locks_name_packages_and_hashes_but_no_registry(root, tracked):
    """Which registry serves a package is the business of the machine that installs it."""
    found = []
    for path in tracked:
        name = path.relative_to(root).as_posix()
        if name.startswith(LOCKS):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if INDEX.search(line) or ADDRESS.search(line):
                    found.append(f"{name}:{number}: {line.strip()[:80]}")
    assert not found, found


def test_locks_pin_every_package_with_a_hash(root):
    for path in sorted((root / "requirements").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        pinned = re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]+\])?==", text, re.MULTILINE)
        assert pinned, path.name
        bare = [
            entry.split()[0]
            for entry in re.split(r"\n(?=\S)", text)
            if "==" in entry and "--hash=" not in entry
        ]
        assert not bare, (path.name, bare)


def test_no_address_of_a_machine_is_left_in_the_tree(root, tracked):
    """Paths of somebody's home say nothing to anybody else."""
    home = re.compile(r"/(?:home|Users)/[a-z][\w.-]*/")
    found = [
        path.relative_to(root).as_posix()
        for path in tracked
        if path.suffix in {".py", ".md", ".toml", ".txt", ".sh", ".html", ".sql"}
        and home.search(path.read_text(encoding="utf-8"))
    ]
    assert not found, found
