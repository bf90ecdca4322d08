"""The registry, the workflow and the API: everything with a database or a network."""

from importlib.metadata import PackageNotFoundError, version

try:
    VERSION = version("woonplek")
except PackageNotFoundError:  # a checkout runs without being installed
    VERSION = "0.1.0"
