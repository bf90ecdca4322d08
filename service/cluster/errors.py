"""What can go wrong before there is a database, in words for the person at the terminal."""


class SetupError(RuntimeError):
    """The set-up can't go on; the message says why and what to do, without a traceback."""


class AlreadyRunning(SetupError):
    """This checkout's demo runs already, in another process."""
