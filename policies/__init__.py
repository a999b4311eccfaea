"""Published escalation policies as files a coordinator can read, and the loader that checks them.

One policy is one YAML file (``hounslow.yaml``), its contact list another
(``directories/hounslow.yaml``), the numbered clauses of the document a third
(``clauses/hounslow.yaml``). :mod:`policies.loader` turns the first into a :class:`core.policy.Policy`,
:mod:`policies.directories` the second into a :class:`core.directory.Directory`; both answer with
every fault in the file at once, each with its line, and never with a traceback.
:mod:`policies.shelf` opens the files kept here.
"""
