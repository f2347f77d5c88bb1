"""A floating-IP cluster in namespaces of one machine; see tests/lab/README.md."""
