"""What a BGP speaker costs a node, measured on the real programs side by side."""
