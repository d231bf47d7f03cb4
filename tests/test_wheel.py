"""The wheel built from the checkout, installed elsewhere, serves the same pages: templates and static files are in it."""

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parent.parent
ASK = """
from eventhub import create_app
from eventhub.core.database import db
from flask_migrate import upgrade
import eventhub
app = create_app()
with app.app_context():
    upgrade()
client = app.test_client()
for page in ("/", "/festivals/", "/calendar/", "/sign-in"):
    answer = client.get(page)
    print(page, answer.status_code, len(answer.data))
    for link in set(__import__("re").findall(r"/static/[^\\"']+", answer.get_data(as_text=True))):
        assert client.get(link).status_code == 200, link
print(eventhub.__file__)
"""


def test_the_wheel_installed_in_an_empty_environment_serves_the_same_pages(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    home = tmp_path / "elsewhere"
    # The packages it needs are lent by this environment, so that no registry is asked; eventhub itself is not.
    venv.create(home, with_pip=True)
    python = home / "bin" / "python"
    site = next((home / "lib").glob("python*/site-packages"))
    lent = next(Path(sys.prefix).glob("lib/python*/site-packages"))
    (site / "lent.pth").write_text(f"{lent}\n")
    subprocess.run([python, "-m", "pip", "install", "-q", "--no-deps", str(wheel)], check=True, capture_output=True)
    environ = {**os.environ, "EVENTHUB_INSTANCE": str(tmp_path / "instance"), "EVENTHUB_NOW": "2027-02-20"}
    answers = [
        subprocess.run([interpreter, "-c", ASK], cwd=folder, env=environ, check=True, capture_output=True, text=True)
        for interpreter, folder in ((str(python), tmp_path), (sys.executable, ROOT))
    ]
    installed, checkout = (answer.stdout.splitlines() for answer in answers)
    assert installed[:-1] == checkout[:-1]
    assert str(site) in installed[-1]
    assert str(ROOT) in checkout[-1]
