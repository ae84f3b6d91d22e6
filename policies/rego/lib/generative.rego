# METADATA
# title: Generative models
# description: Whether a model makes new content, by the tasks of its card.
package govern.lib.generative

import data.govern.lib.values

# METADATA
# description: Whether one of the model's tasks is generative.
model if {
	some task in values.each(input.document.model.task)
	replace(lower(task), "_", "-") in data.params.generative.tasks
}
