# METADATA
# title: Loading the model runs no code
# description: >-
#   Pickle-based formats run whatever they hold when they are loaded, and lists of known bad calls
#   leak. Only formats without code pass; a pickle passes when everything it calls is on the list
#   of allowed globals. Code that loaders fetch along with the model (`auto_map`,
#   `trust_remote_code`) is denied. What the files hold counts; what the card calls them only
#   where the files were not read.
# custom:
#   id: MC026
#   severity: critical
#   match: {kind: model_card}
#   controls:
#     - nist-800-53:SI-3
#     - nist-800-53:SI-7
#     - soc2:CC6.8
#     - nist-ai-rmf:MEASURE-2.7
#     - iso-27001:A.8.7
#   remediation: >-
#     Convert the weights to safetensors, ONNX or GGUF, and use an architecture that the library
#     ships.
#   parameters:
#     serialization:
#       allowed_globals:
#         default:
#           - "_codecs.encode"
#           - "builtins.bytearray"
#           - "builtins.complex"
#           - "builtins.set"
#           - "collections.OrderedDict"
#           - "numpy._core.multiarray._reconstruct"
#           - "numpy._core.multiarray.scalar"
#           - "numpy._core.numeric._frombuffer"
#           - "numpy.core.multiarray._reconstruct"
#           - "numpy.core.multiarray.scalar"
#           - "numpy.core.numeric._frombuffer"
#           - "numpy.dtype"
#           - "numpy.ndarray"
#           - "torch.BFloat16Storage"
#           - "torch.BoolStorage"
#           - "torch.ByteStorage"
#           - "torch.CharStorage"
#           - "torch.ComplexDoubleStorage"
#           - "torch.ComplexFloatStorage"
#           - "torch.DoubleStorage"
#           - "torch.FloatStorage"
#           - "torch.HalfStorage"
#           - "torch.IntStorage"
#           - "torch.LongStorage"
#           - "torch.ShortStorage"
#           - "torch.Size"
#           - "torch._utils._rebuild_parameter"
#           - "torch._utils._rebuild_tensor"
#           - "torch._utils._rebuild_tensor_v2"
#           - "torch.device"
#           - "torch.storage.UntypedStorage"
#         description: >-
#           Globals that a pickle may call, or a Keras configuration name: they build tensors and
#           arrays and nothing else. Plain layers of Keras stand in `data.serialization.keras`.
#       safe_formats:
#         default: ["gguf", "numpy", "onnx", "safetensors", "tflite"]
#         description: >-
#           Formats that hold numbers and no code.
package govern.models.safe_serialization

import data.govern.lib.artifacts
import data.govern.lib.model
import data.govern.lib.result
import data.govern.lib.values

deny contains result.at(msg, ["artifacts", index]) if {
	some index, artifact in input.document.artifacts
	artifact.unsafe.format == true
	fault := _fault(_globals(artifact))
	msg := sprintf("the file %s of %s (%s) %s", [
		artifacts.name(artifact),
		model.name,
		_format(artifact),
		fault,
	])
}

undecided contains result.at(msg, ["artifacts", index]) if {
	some index, artifact in input.document.artifacts
	artifact.unsafe.format == null
	not artifact.format in data.params.serialization.safe_formats
	msg := sprintf("whether loading %s of %s (%s) runs code is not known", [
		artifacts.name(artifact),
		model.name,
		_format(artifact),
	])
}

# What a pickle calls is known from its content alone: read with the card, or as a fact.
_globals(artifact) := artifact.unsafe.globals if artifact.unsafe.globals != null

_globals(artifact) := values.at(input.facts, ["artifacts", artifacts.name(artifact), "globals"]) if {
	artifact.unsafe.globals == null
}

_fault(globals) := "can run code when it is loaded, and what it calls is not known" if globals == null

_fault(globals) := sprintf("calls %s when it is loaded", [concat(", ", sort(foreign))]) if {
	globals != null
	foreign := {name | some name in globals; not _harmless(name)}
	count(foreign) > 0
}

_harmless(name) if name in data.params.serialization.allowed_globals

_harmless(name) if {
	some parent, names in data.serialization.keras
	startswith(name, concat("", [parent, "."]))
	substring(name, count(parent) + 1, -1) in names
}

_format(artifact) := artifact.format if artifact.format != null

_format(artifact) := "unknown format" if artifact.format == null
