# METADATA
# title: Files of a model
# description: What a model card says of the files that the model consists of.
package govern.lib.artifacts

# METADATA
# scope: document
# description: The name by which messages and facts know a file, its path or else its address.
name(artifact) := artifact.path if artifact.path != null

name(artifact) := artifact.uri if {
	artifact.path == null
	artifact.uri != null
}

name(artifact) := "without a name" if {
	artifact.path == null
	artifact.uri == null
}
