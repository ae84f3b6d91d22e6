"""MLflow's model registry: what it says of a version, its files, and the alias that is set."""

CARD = "mlflow-version.json"
"""The file that says everything the registry told of a version; its files lie beside it."""

SCHEMA = "govern.mlflow/v1"

OWN_TAGS = "govern.gate."
"""Tags that govern writes itself; they say nothing of the model, and are never decided on."""
