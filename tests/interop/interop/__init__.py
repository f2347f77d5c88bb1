"""understudyd against the routers of other people, in namespaces of one machine; see tests/README.md."""
