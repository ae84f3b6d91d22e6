"""Train the model of this folder on simulated card payments; standard library only, same bytes each run.

    python train.py        writes model.safetensors and prints the metrics that the card reports
"""

import json
import math
import random
import struct
from pathlib import Path

FEATURES = ["amount_log", "night", "foreign", "new_device", "velocity_1h", "chargebacks_90d"]
TRUE_WEIGHTS = [0.8, 0.5, 1.1, 1.4, 0.9, 1.7]
EPOCHS, RATE, THRESHOLD = 40, 0.05, 0.5


def payments(seed: int, count: int) -> list[tuple[list[float], int, str]]:
    """Return (features, is fraud, channel) of simulated payments."""
    draw = random.Random(seed)
    rows = []
    for _ in range(count):
        online = draw.random() < 0.6
        x = [
            draw.gauss(0, 1),
            float(draw.random() < 0.2),
            float(draw.random() < (0.3 if online else 0.1)),
            float(draw.random() < (0.25 if online else 0.05)),
            draw.expovariate(1.5),
            float(draw.random() < 0.08),
        ]
        score = sum(w * v for w, v in zip(TRUE_WEIGHTS, x, strict=True)) * 2.2 - 4.2
        rows.append((x, int(draw.random() < sigmoid(score)), "online" if online else "in-store"))
    return rows


def sigmoid(score: float) -> float:
    return 1 / (1 + math.exp(-score))


def predict(weights: list[float], bias: float, x: list[float]) -> float:
    return sigmoid(sum(w * v for w, v in zip(weights, x, strict=True)) + bias)


def train(rows: list[tuple[list[float], int, str]]) -> tuple[list[float], float]:
    weights, bias = [0.0] * len(FEATURES), 0.0
    for _ in range(EPOCHS):
        for x, y, _channel in rows:
            error = predict(weights, bias, x) - y
            weights = [w - RATE * error * v for w, v in zip(weights, x, strict=True)]
            bias -= RATE * error
    return weights, bias


def metrics(scored: list[tuple[float, int]]) -> dict[str, float]:
    hits = sum(1 for p, y in scored if p >= THRESHOLD and y)
    flagged = sum(1 for p, _ in scored if p >= THRESHOLD)
    frauds = sum(y for _, y in scored)
    ranked = sorted(scored)
    rank_sum = sum(rank for rank, (_, y) in enumerate(ranked, 1) if y)
    pairs = frauds * (len(scored) - frauds)
    return {
        "roc_auc": round((rank_sum - frauds * (frauds + 1) / 2) / pairs, 4),
        "recall": round(hits / frauds, 4),
        "precision": round(hits / flagged, 4),
    }


def write_safetensors(path: Path, tensors: dict[str, list[float]]) -> None:
    """Write 32-bit floats: 8 bytes of header length, a JSON header, then the data."""
    header: dict[str, object] = {"__metadata__": {"format": "np", "features": ",".join(FEATURES)}}
    data = b""
    for name, values in tensors.items():
        start = len(data)
        data += struct.pack(f"<{len(values)}f", *values)
        header[name] = {"dtype": "F32", "shape": [len(values)], "data_offsets": [start, len(data)]}
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


if __name__ == "__main__":
    weights, bias = train(payments(seed=1, count=4000))
    write_safetensors(Path(__file__).parent / "model.safetensors", {"weight": weights, "bias": [bias]})
    test = [(predict(weights, bias, x), y, channel) for x, y, channel in payments(seed=2, count=4000)]
    print("all", metrics([(p, y) for p, y, _ in test]))
    for channel in ("online", "in-store"):
        print(channel, metrics([(p, y) for p, y, c in test if c == channel]))
