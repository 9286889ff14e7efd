"""Makes the classifiers of the tests, as skl2onnx exports them without being asked for anything
(scores as maps, ZipMap), and what scikit-learn itself says of some rows.

    pip install scikit-learn skl2onnx onnx
    python classifiers.py FOLDER

Made with scikit-learn 1.9.1, skl2onnx 1.20.0 and onnx 1.23.2. Data and models are our own.
"""

import json
import pathlib
import sys

import numpy as np
from skl2onnx import to_onnx
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression

folder = pathlib.Path(sys.argv[1])
random = np.random.default_rng(7)
centres = np.array([[0, 0, 0, 0], [3, 0, 3, 1], [0, 3, -3, 2]], dtype=np.float32)
which = np.arange(120) % 3
features = (centres[which] + random.normal(size=(120, 4))).astype(np.float32)
rows = features[:5] + np.float32(0.25)

models = {
    "forest": (RandomForestClassifier(n_estimators=4, max_depth=3, random_state=7), np.array([3, 7, 40])[which]),
    "logistic": (LogisticRegression(), np.array(["blue", "green", "grün"])[which]),
}
expected = {"rows": rows.tolist()}
for name, (model, labels) in models.items():
    model.fit(features, labels)
    exported = to_onnx(model, features[:1], target_opset={"": 17, "ai.onnx.ml": 3})
    (folder / f"{name}.onnx").write_bytes(exported.SerializeToString())
    expected[name] = {
        "classes": [str(it) for it in model.classes_],
        "labels": model.predict(rows).tolist(),
        "scores": model.predict_proba(rows).tolist(),
    }
(folder / "expected.json").write_text(json.dumps(expected, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
