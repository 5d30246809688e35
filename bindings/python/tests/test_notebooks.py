"""The notebooks run, and what they show is what is computed now. `UPDATE_NOTEBOOKS=1` writes their outputs."""

import base64
import io
import os
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).parents[1] / "examples").glob("*.ipynb"))


def executed(nbformat, file):
    """A notebook after its cells have run, without what differs from run to run."""
    client = pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    matplotlib = pytest.importorskip("matplotlib")
    notebook = nbformat.read(file, as_version=4)
    client.NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    notebook.metadata["matplotlib"] = matplotlib.__version__
    notebook.metadata["language_info"] = {"name": "python"}
    return notebook


def outputs(notebook):
    """The texts of each cell, and its pictures as pixels."""
    image = pytest.importorskip("matplotlib.image")
    texts, pictures = [], []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data = dict(output.get("data", {}))
            picture = data.pop("image/png", None)
            if picture:
                pictures.append(image.imread(io.BytesIO(base64.b64decode(picture)), format="png"))
                # It names an object by its place in memory.
                data.pop("text/plain")
            texts.append((output["output_type"], output.get("text"), data))
    return texts, pictures


@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)
def test_a_notebook(file):
    nbformat = pytest.importorskip("nbformat")
    committed, now = nbformat.read(file, as_version=4), executed(nbformat, file)
    if os.environ.get("UPDATE_NOTEBOOKS"):
        nbformat.write(now, file)
        committed = now
    (texts, pictures), (texts_now, pictures_now) = outputs(committed), outputs(now)
    assert texts == texts_now and len(texts) > 5
    assert len(pictures) == len(pictures_now) == 3
    if committed.metadata["matplotlib"] == now.metadata["matplotlib"]:
        for picture, picture_now in zip(pictures, pictures_now):
            assert picture.shape == picture_now.shape and (picture == picture_now).all()
