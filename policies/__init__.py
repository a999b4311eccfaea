"""Published escalation policies as files a coordinator can read, and the loaders that check them.

One policy is one YAML file (``hounslow.yaml``), its contact list another
(``directories/hounslow.yaml``), the numbered clauses of the document a third
(``clauses/hounslow.yaml``). :mod:`policies.policy_files.loader` turns the first into a
:class:`core.policy.model.Policy`, :mod:`policies.contact_list_files.loader` the second into a
:class:`core.directory.model.Directory`; both return every fault in the file at once, each with its
line, and never raise. :mod:`policies.library` opens the files in this folder.
"""
