"""Commands about records of decisions: the log, bundles, reports, replay."""
