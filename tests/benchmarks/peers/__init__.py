"""Other ways to make a plan, beside ours: one instance, one checker, a process and a limit each."""
