"""Model cards of many formats → one normalised document, `govern.model/v1`."""

from govern.documents.model_card.parser import ModelCardParser

__all__ = ["PARSER", "ModelCardParser"]

PARSER = ModelCardParser()
