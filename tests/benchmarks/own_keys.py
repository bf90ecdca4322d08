"""Keys of an installation for the tests, the benchmarks and the programs that they start."""

import os
from base64 import b64encode


def set_own_keys() -> None:
    """In the environment of this process."""
    os.environ["WOONPLEK_ENCRYPTION_KEYS"] = f'["{_key()}"]'
    os.environ["WOONPLEK_MATCHING_KEY"] = _key()


def _key() -> str:
    return f"test:{b64encode(os.urandom(32)).decode()}"
