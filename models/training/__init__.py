"""Training commands: everything here may load torch, and nothing here is imported at run time."""
