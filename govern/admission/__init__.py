"""The validating admission webhook, and everything that installs, feeds and watches it.

review.py       an AdmissionReview's bytes → Review; whatever is not one is refused
subject.py      Review → the Document and the Request that rules see
judge.py        Review → Judgement: which rules apply, what they say, what is decided
wording.py      Judgement → what a person reads: the denial, the warnings
namespaces.py   the Namespaces of objects, as the API server has them
following.py    what changes, told as it happens
newcomers.py    whether a review brings an image that was not there before
response.py     → the bytes of the answer, within what the API server accepts
exchange.py     bytes → bytes: the whole of it, in one process
fallback.py     what is answered when nobody could judge in time

child.py        a process that judges, and that can be killed
children.py     the pool of them: who works on what, deadlines, replacement
circuit.py      which rule is to blame for dead children, and is left out

app.py          HTTP: paths, limits, health, metrics
server.py       TLS, start, readiness, draining
certificates.py certificates that are swapped while connections live
listener.py     one port: HTTP/1.1, TLS or not
metrics.py      what is counted
    exposition.py   how that is said, to Prometheus
    tracing.py      OpenTelemetry spans, when asked for
    journal.py      what the server tells of itself
    recorded.py     Judgement → what is kept of it
    decision_log.py decisions on their way to the log: a bounded queue
    log_writer.py   the process that writes them
    service.py      policies in force, children that judge, an answer for everything
    policy_feed.py  where policies come from, and whether there are newer ones
    parity.py       whether CI and the webhook say the same
    asking.py       reviews as an API server would write them
    trials.py       reviews that new policies must answer first

    registration/   what the API server is told: which objects, how long, and what if not
    audit/          what already runs, judged by the rules of today
    cluster/        talking to a cluster
"""
