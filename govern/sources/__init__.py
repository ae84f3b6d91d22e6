"""Where bytes come from: files, folders, standard input, registries. Each with its digest."""
