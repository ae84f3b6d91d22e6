"""OCI registries: resolve, read, list what is attached, push (OCI Distribution Specification 1.1).

    with open_registries() as registries:
        repository = registries.repository("ghcr.io/acme/app:1.2")
        index = repository.resolve()                                  # bytes, recomputed digest
        image = repository.for_platform(index, Platform("linux", "amd64"))
        bundles = artifacts(repository, image.digest, {BUNDLE_TYPE})  # referrers or fallback tag
        data = repository.blob(bundles[0].layers[0])

Every failure is a `RegistryError` with a `Reason`; only `not_found` means that the registry looked
and has nothing. Modules: `client` opens, `repository` reads, `referrers` lists, `push` writes.
"""
