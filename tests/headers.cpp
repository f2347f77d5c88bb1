// Has only the precompiled headers of the tests.
