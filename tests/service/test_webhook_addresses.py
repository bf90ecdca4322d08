"""Where a webhook may go: only to the open internet, however the address is written."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from receivers import receiver

from service.codelists.webhooks import DeliveryFailure
from service.webhooks.addresses import is_outside, target
from service.webhooks.connecting import resolve
from service.webhooks.sending import Message, Outcome, Sender

NAMES = {
    "loopback.example": ["127.0.0.1"],
    "one-of-two.example": ["93.184.215.14", "127.0.0.1"],
    "six-then-four.example": ["2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::1"],
    "mapped.example": ["::ffff:127.0.0.1"],
    "translated.example": ["64:ff9b::7f00:1"],
    "scoped.example": ["fe80::1%eth0"],
    "private.example": ["10.0.0.1"],
    "nowhere.example": [],
}
INSIDE = [
    "https://127.0.0.1:{port}/",
    "https://localhost:{port}/",
    "https://127.1:{port}/",
    "https://127.000.000.001:{port}/",
    "https://0:{port}/",
    "https://2130706433:{port}/",
    "https://0x7f000001:{port}/",
    "https://0x7f.0.0.1:{port}/",
    "https://0177.0.0.1:{port}/",
    "https://017700000001:{port}/",
    "https://\u2460\u2461\u2466.\u24ea.\u24ea.\u2460:{port}/",
    "https://[::1]:{port}/",
    "https://[::]:{port}/",
    "https://[::ffff:127.0.0.1]:{port}/",
    "https://[::ffff:7f00:1]:{port}/",
    "https://[::127.0.0.1]:{port}/",
    "https://[64:ff9b::127.0.0.1]:{port}/",
    "https://[64:ff9b:1::7f00:1]:{port}/",
    "https://[2002:7f00:1::]:{port}/",
    "https://[2001:0:4136:e378:8000:63bf:3fff:fdd2]:{port}/",
    "https://[fe80::1]:{port}/",
    "https://[fd00:ec2::254]:{port}/",
    "https://10.0.0.1:{port}/",
    "https://172.16.0.1:{port}/",
    "https://192.168.1.1:{port}/",
    "https://169.254.169.254:{port}/latest/meta-data/",
    "https://100.64.0.1:{port}/",
    "https://198.18.0.1:{port}/",
    "https://224.0.0.1:{port}/",
    "https://255.255.255.255:{port}/",
    "https://user@127.0.0.1:{port}/",
    "https://93.184.215.14@127.0.0.1:{port}/",
    "https://93.184.215.14\\@127.0.0.1:{port}/",
    "https://127.0.0.1:{port}#.example",
    "http://93.184.215.14:{port}/",
    "gopher://127.0.0.1:{port}/",
    "file:///etc/passwd",
    *(f"https://{name}:{{port}}/" for name in NAMES),
]
HAND_MADE = Message("", {"webhook-id": "x"}, b"{}")


def resolver(host: str, port: int) -> list[str]:
    """What the world's name servers say, and how the system itself reads numbers."""
    if host in NAMES:
        return NAMES[host]
    try:
        return [socket.inet_ntoa(socket.inet_aton(host))]
    except OSError:
        return resolve(host, port)


def sent_to(url: str, trusting: bool = False, ask: Callable[..., list[str]] = resolver) -> Outcome:
    sender = Sender("urn:nld:x", "https://api.example", trusting, 2.0, ask)
    return sender.send(Message(url, HAND_MADE.headers, HAND_MADE.body))


@pytest.mark.parametrize("written", INSIDE)
def test_nothing_inside_is_ever_connected_to(written: str) -> None:
    """Something listens at each of them, as far as this machine is behind it."""
    with receiver() as inside:
        outcome = sent_to(written.format(port=inside.port))
    assert inside.connections == 0
    assert outcome.failure in {DeliveryFailure.NOT_OUTSIDE, DeliveryFailure.NO_SUCH_NAME}


@pytest.mark.parametrize("inside", [name for name in NAMES if name != "nowhere.example"])
def test_a_name_that_is_known_inside_is_as_one_that_is_not_there(inside: str) -> None:
    """Else whoever registers addresses finds out what our own network calls its machines."""
    of_names = [sent_to(f"https://{name}/") for name in (inside, "nowhere.example")]
    assert of_names == [Outcome(failure=DeliveryFailure.NO_SUCH_NAME)] * 2


@pytest.mark.parametrize("host", ["localhost", "metadata", "127.1", "0x7f.1", "0177.0.0.1", "0"])
def test_what_our_own_network_calls_its_machines_is_not_even_asked_for(host: str) -> None:
    def asked(host: str, port: int) -> list[str]:
        raise AssertionError(f"{host} was asked for")

    assert sent_to(f"https://{host}/", ask=asked).failure is DeliveryFailure.NOT_OUTSIDE


def test_the_same_listener_is_reached_where_this_machine_counts_as_outside() -> None:
    with receiver() as inside:
        assert sent_to(inside.url, trusting=True).status == 204
    assert inside.connections == 1


def test_a_demo_reaches_nothing_inside_but_this_machine() -> None:
    for inside in ("10.0.0.1", "169.254.169.254", "100.64.0.1", "[fd00::1]"):
        assert sent_to(f"http://{inside}/", trusting=True).failure is DeliveryFailure.NOT_OUTSIDE
    named = sent_to("http://private.example/", trusting=True)
    assert named.failure is DeliveryFailure.NO_SUCH_NAME


def test_a_name_is_asked_for_once_and_what_was_looked_at_is_what_is_connected_to() -> None:
    """A name server that says something else each time (DNS rebinding)."""
    asked = []

    def changing(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    with receiver() as here:
        url = f"http://hooks.example:{here.port}/hook"
        assert sent_to(url, trusting=True, ask=changing).status == 204
    assert asked == ["hooks.example"]
    assert here.received[0].headers["host"] == f"hooks.example:{here.port}"


def test_the_next_address_of_a_name_is_tried_when_one_takes_no_connection() -> None:
    with receiver() as here:
        url = f"http://hooks.example:{here.port}/"
        ask = lambda host, port: ["127.0.0.2", "127.0.0.1"]  # noqa: E731
        assert sent_to(url, trusting=True, ask=ask).status == 204


def test_a_proxy_in_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with receiver() as proxy, receiver() as here:
        for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        assert sent_to(here.url, trusting=True).status == 204
    assert (proxy.connections, here.connections) == (0, 1)


# Where Python's own list says outside and ours does not, or the other way round.
STRICTER = [
    ipaddress.ip_network(each)
    for each in ("192.0.0.0/24", "192.88.99.0/24", "224.0.0.0/4", "2001::/23", "3fff::/20")
]


@given(st.ip_addresses(v=4))
def test_ipv4_agrees_with_pythons_own_list(ip: ipaddress.IPv4Address) -> None:
    stricter = any(ip in network for network in STRICTER if network.version == 4)
    assert is_outside(ip) is (ip.is_global and not stricter)


@given(st.ip_addresses(v=6))
def test_ipv6_is_never_laxer_than_pythons_own_list(ip: ipaddress.IPv6Address) -> None:
    if is_outside(ip) and ip.ipv4_mapped is None:
        assert ip.is_global
        assert not ip.is_multicast


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_inside_an_ipv6_address_counts_as_itself(ip: ipaddress.IPv4Address) -> None:
    for prefix in (0xFFFF << 32, int(ipaddress.ip_address("64:ff9b::"))):
        assert is_outside(ipaddress.IPv6Address(prefix | int(ip))) is is_outside(ip)
    assert not is_outside(ipaddress.IPv6Address(int(ip)))


@given(
    st.sampled_from(["127.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "::/96", "fc00::/7"]), st.data()
)
def test_no_address_of_a_network_inside_is_outside(network: str, data: st.DataObject) -> None:
    assert not is_outside(data.draw(st.ip_addresses(network=network)))


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        ("https://a.example", ("https", "a.example", 443, "/")),
        ("HTTPS://A.example:8443?x=1#no", None),
        ("https://A.example:8443?x=1", ("https", "a.example", 8443, "/?x=1")),
        ("http://[2001:DB8::1]/a", ("http", "2001:db8::1", 80, "/a")),
        ("https://a.example:65536/", None),
        ("https://a.example:0/", None),
        ("https://a.example/a b", None),
        ("https://a.example/\r\nHost: b.example", None),
        ("https://a.example/%0d%0aHost", ("https", "a.example", 443, "/%0d%0aHost")),
        ("https://", None),
        ("//a.example", None),
        ("https://a..example", ("https", "a..example", 443, "/")),
    ],
)
def test_an_address_is_read_in_one_way_or_not_at_all(
    url: str, parts: tuple[str, str, int, str] | None
) -> None:
    if parts is None:
        with pytest.raises(ValueError, match=r"address|port"):
            target(url)
    else:
        to = target(url)
        assert (to.scheme, to.host, to.port, to.path) == parts
