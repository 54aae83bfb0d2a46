import subprocess
import sys


def test_imports_keep_to_the_floors(root):
    """The contracts stand in pyproject.toml; a folder without a floor breaks the first of them."""
    run = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    told = subprocess.run([sys.executable, "-c", run], cwd=root, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr
