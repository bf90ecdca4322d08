"""Where a webhook may go: an address as it was registered, and the machines behind its name."""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

PATTERN = (
    r"^https?://([A-Za-z0-9]([A-Za-z0-9.\-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])"
    r"(:[1-9][0-9]{0,4})?([/?][A-Za-z0-9._~:/?@!$&'()*+,;=%\[\]\-]*)?$"
)
"""Plain ASCII, no user, no fragment, nothing that two readers could read differently."""

_PARTS = re.compile(r"(https?)://([^/?:\[]+|\[[^\]]+\])(?::([0-9]+))?(.*)", re.IGNORECASE)
_OUTSIDE_NAME = re.compile(r"([a-z0-9\-]+\.)+[a-z][a-z0-9\-]*")
"""A name of a domain. One label alone is a machine of our own network, and what ends in a number is
an address in a spelling of its own (URL Standard, 3.5)."""
_PORTS = {"http": 80, "https": 443}

Ip = IPv4Address | IPv6Address

INSIDE_4 = [
    IPv4Network(each)
    for each in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
]
"""IANA's special-purpose addresses, and multicast."""

OUTSIDE_6 = IPv6Network("2000::/3")
"""All that is given out; loopback, local, mapped and translated addresses lie elsewhere."""

INSIDE_6 = [IPv6Network(each) for each in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")]
"""Special-purpose, with the tunnels Teredo and 6to4, which lead to an IPv4 address of any kind."""

NAT64 = IPv6Network("64:ff9b::/96")


@dataclass(frozen=True)
class Target:
    """The parts of a registered address, as they go on the wire."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def ip(self) -> Ip | None:
        """The address itself, where the host is one as it is usually written."""
        try:
            return ip_address(self.host)
        except ValueError:
            return None

    @property
    def has_outside_name(self) -> bool:
        """Whether the host is a name that may be asked for: what our own network calls its
        machines is nobody's to find out."""
        return _OUTSIDE_NAME.fullmatch(self.host) is not None


def target(url: str) -> Target:
    """Raises ValueError for anything but an address of `PATTERN` with a port that there is."""
    found = _PARTS.fullmatch(url) if re.fullmatch(PATTERN, url) else None
    if found is None:
        raise ValueError("no address of a webhook")
    scheme, host, port, rest = found.groups()
    scheme = scheme.lower()
    number = int(port or _PORTS[scheme])
    if number > 65535:
        raise ValueError("no such port")
    path = rest if rest.startswith("/") else f"/{rest}"
    return Target(scheme, host.strip("[]").lower(), number, path)


def is_outside(ip: Ip) -> bool:
    """Whether the address is one of the open internet. An IPv4 address within an IPv6 address, as
    it is or translated by a network (NAT64), counts as itself."""
    if isinstance(ip, IPv4Address):
        return not any(ip in network for network in INSIDE_4)
    if inner := ip.ipv4_mapped:
        return is_outside(inner)
    if ip in NAT64:
        return is_outside(IPv4Address(int(ip) & 0xFFFF_FFFF))
    return ip in OUTSIDE_6 and not any(ip in network for network in INSIDE_6)
