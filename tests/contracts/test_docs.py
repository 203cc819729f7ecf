"""What the README shows does what it says."""

import re
import shutil
from pathlib import Path

from resnet_demo.networks.families import CIFAR10_CLASSES

README = Path(__file__).parents[2] / "README.md"


def test_the_python_example_runs(photos, tmp_path, monkeypatch, capsys):
    section = README.read_text(encoding="utf-8").partition("\n## Python\n")[2]
    code = re.search(r"```python\n(.*?)```", section, re.DOTALL).group(1)
    (name,) = re.findall(r"[\w.]+\.jpg", code)
    shutil.copy(photos / "lion.jpg", tmp_path / name)
    monkeypatch.chdir(tmp_path)
    exec(code, {})
    assert capsys.readouterr().out.strip() in CIFAR10_CLASSES
