"""Start, stop, look at or wipe the project's own PostgreSQL."""

import argparse
import sys

from postgres.embedded.server import EmbeddedServerError, default_server


def main() -> None:
    """Carry out one command and print one line about it."""
    parser = argparse.ArgumentParser(prog="python -m postgres.embedded", description=__doc__)
    parser.add_argument("command", choices=("start", "stop", "status", "reset"))
    command = parser.parse_args().command
    try:
        print(carry_out(command))
    except EmbeddedServerError as error:
        sys.exit(str(error))


def carry_out(command: str) -> str:
    """Do what the command says and tell the outcome."""
    server = default_server()
    if command == "stop":
        server.stop()
        return f"Stopped: {server.folder}"
    if command == "reset":
        server.reset()
        return f"Stopped, and its data deleted: {server.folder}"
    if command == "status" and not server.is_running():
        return f"Not running: {server.folder}"
    address = server.ensure_running()
    return f"Running at {address.host}:{address.port}: {server.folder}"


main()
