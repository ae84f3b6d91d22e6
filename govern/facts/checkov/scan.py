"""`--scan checkov`: one run of Checkov over the plans and manifests of a run of govern."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, TypeVar

from govern.documents.interface import Limits
from govern.documents.text import decode
from govern.errors import Error, InputError
from govern.facts.checkov.report import Scan, read_scan
from govern.facts.checkov.results import (
    Place,
    about_the_scan,
    broken,
    resource_of,
    result_of,
    undecided,
    unparsed,
)
from govern.model import Document, Location

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from govern.facts.checkov.handed_over import HandedOver
    from govern.facts.checkov.report import Check
    from govern.facts.checkov.tool import Run
    from govern.model import Resource, Result

_Item = TypeVar("_Item")
_LIMITS = Limits(max_bytes=256 * 1024 * 1024)  # of what Checkov writes
_HIDDEN = " (values of it that must not be shown were hidden from Checkov)"


@dataclass(frozen=True, slots=True)
class ScanSettings:
    """Whether Checkov is asked for, and how long it may take."""

    checkov: bool = False
    seconds: float = 600.0


@dataclass(slots=True)
class CheckovScan:
    """Takes note of the documents that pass by, and scans them when `results` is asked for.

    Attributes:
        settings: Nothing is kept, and nothing told, where Checkov is not asked for.
        origins: Tells where the resources of a plan are written, by address.
        choose: Takes out and grades Results as the policies say.
    """

    settings: ScanSettings = ScanSettings()
    origins: Callable[[Document], Mapping[str, Location]] = lambda _document: {}
    choose: Callable[[Iterable[Result]], Iterable[Result]] = lambda results: results
    _documents: list[Document] = field(default_factory=list)

    def watching(self, items: Iterable[_Item]) -> Iterator[_Item]:
        """Yield the items as they are; documents among them will be scanned."""
        for item in items:
            if self.settings.checkov and isinstance(item, Document):
                self._documents.append(item)
            yield item

    def results(self) -> Iterable[Result]:
        """Return the Results; one that is `undecided` where Checkov gave no answer."""
        return self.choose(self._results() if self.settings.checkov else ())

    def _results(self) -> Iterator[Result]:
        # Redaction of whole plans and running tools cost start-up that other runs need not pay.
        from govern.facts.checkov.handed_over import can_be_scanned, handed_over  # noqa: PLC0415 - above

        files: dict[str, HandedOver] = {}
        for document in filter(can_be_scanned, self._documents):
            try:
                file = handed_over(document, len(files))
            except InputError as error:
                yield undecided(error.path or document.source.path, error)
            else:
                files[file.name] = file
        try:
            # As a list, for what is told before a fault in the middle would not be the whole.
            yield from list(self._scanned(files))
        except Error as error:
            yield undecided(error.path or "", error)

    def _scanned(self, files: Mapping[str, HandedOver]) -> Iterator[Result]:
        if not files:
            yield about_the_scan(Scan((), (), (0, 0, 0), ""), "", "")
            return
        run = _run(files, self.settings.seconds)
        scan = read_scan(decode(run.output, "checkov"), "Checkov's output", _LIMITS)
        # Its bytes differ from run to run (paths of the private folder), so no digest is told.
        yield about_the_scan(scan, "", "")
        for name in scan.unparsed:
            yield unparsed(_file(files, name).document.source.path)
        for check, name in run.broken:
            yield broken(check, _file(files, name).document.source.path)
        by_file: dict[str, list[Check]] = {}
        for one in scan.checks:
            by_file.setdefault(PurePosixPath(one.path).name, []).append(one)
        for name, checks in by_file.items():
            yield from self._told(_file(files, name), checks)

    def _told(self, file: HandedOver, checks: list[Check]) -> Iterator[Result]:
        resources = [file.resource(check.resource) or resource_of(check) for check in checks]
        locations = self._locations(file.document, resources)
        for check, resource in zip(checks, resources, strict=True):
            result = result_of(check, Place(resource, locations[resource.address]))
            if resource.address in file.hiding:
                details = {**result.details, "values_hidden": True}
                result = replace(result, message=result.message + _HIDDEN, details=details)
            yield result

    def _locations(self, document: Document, resources: list[Resource]) -> Mapping[str, Location]:
        """Return places by address: in the `.tf` files, else in the user's own plan or manifest."""
        inside = document.positions.locate({resource.pointer for resource in resources})
        places = {resource.address: inside[resource.pointer] for resource in resources}
        return {**places, **self.origins(document)}


def _run(files: Mapping[str, HandedOver], seconds: float) -> Run:
    from govern.facts.checkov.tool import find_checkov, run_checkov  # noqa: PLC0415 - see `results`

    checkov = find_checkov()
    with tempfile.TemporaryDirectory(prefix="govern-scan-") as folder:  # for this user alone
        for name, file in files.items():
            Path(folder, name).write_bytes(file.data)
        return run_checkov(checkov, folder, seconds)


def _file(files: Mapping[str, HandedOver], told: str) -> HandedOver:
    name = PurePosixPath(told).name
    if name not in files:
        raise InputError("Checkov speaks of a file that it was not given")
    return files[name]
