"""The list of models as a document."""

import hashlib
import json

from resnet_demo.models.zoo import describe_models, list_models


def test_models_document_says_where_weights_are(settings):
    document = describe_models(list_models(settings))
    rows = {row["key"]: row for row in json.loads(json.dumps(document))["models"]}
    assert rows["resnet20.cifar10"] == {
        "key": "resnet20.cifar10",
        "family": "cifar10",
        "depth": 20,
        "residual": True,
        "parameters": 269_722,
        "macs": 40_551_040,
        "size_bytes": 1_078_888,
        "status": "local",
        "accuracy": 0.1,
        "macro_f1": None,
        "recipe": None,
        "licence": None,
        "sha256": hashlib.sha256(
            (settings.weights_dir / "resnet20.cifar10.safetensors").read_bytes()
        ).hexdigest(),
    }
    assert rows["resnet50.a1_in1k"]["licence"] == "Apache-2.0"
    assert rows["resnet152.a1_in1k"]["status"] in {"download", "cache"}
