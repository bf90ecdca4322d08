"""The private PostgreSQL of the demo and the tests: no port, no password, gone with its parent.

Nothing here touches a database, a server or a file that it did not make."""

from service.cluster.cleaning import clean
from service.cluster.databases import Cluster
from service.cluster.errors import AlreadyRunning, SetupError
from service.cluster.opening import open_cluster

__all__ = ["AlreadyRunning", "Cluster", "SetupError", "clean", "open_cluster"]
