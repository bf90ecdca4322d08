"""So that the launcher can run `python -m service.cli`."""

from service.cli import main

main()
