"""Where the product answers."""

import socket

# The first page of each door, for the person who starts the product.
DOORS = {
    "Citizens and businesses": "/",
    "Counter desk": "/desk",
    "Hall": "/ops/hall",
    "Kiosk": "/kiosk",
    "Board": "/board",
    "Officers": "/cases",
    "Figures": "/ops/reports/fields",
    "Set-up": "/admin/procedures",
}


def is_taken(host: str, port: int) -> bool:
    """Say whether another process listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False
