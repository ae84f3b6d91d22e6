"""The embedded engine: regorus in worker processes that can be killed.

    engine.py       questions in, answers out, in order: what `open_engine` returns
    schedule.py     who works on what, and what to do when a worker dies
    process.py      one worker process as its parent sees it: start, feed, read, kill
    wire.py         the frames between the two
    worker.py       what runs in the child
    interpreter.py  the only module that touches regorus
    memory.py       what such a process may take
    inline.py       the same answers inside one's own process, for those that somebody else kills

Why processes: the interpreter has no time limit, cannot be interrupted, and some policies make it
loop or overflow its stack. A child that does so is killed; only the rule that did it goes without
an answer.
"""
