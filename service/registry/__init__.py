"""The five operations that every kind of registration shares: create, list, read, change, withdraw.

A domain declares a `Resource`: its table, its bodies, its filters, who may write it, and hooks for
what is special. What has a life of its own (rounds, proposals, offers) has its own endpoints.
"""

from service.registry.endpoints import registry_router
from service.registry.resource import Listing, LocatedListing, Resource, Rules, differing

__all__ = ["Listing", "LocatedListing", "Resource", "Rules", "differing", "registry_router"]
