"""The parts of the guest; `guest` is the command."""
