#!/usr/bin/env python3
# Serves a folder to this machine's browser.
# SPDX-License-Identifier: MIT
"""usage: serve.py FOLDER [--port N] [--no-open]

Only to the machine itself, never to its network. Port 0 takes any free one.
"""

import argparse
import functools
import os
import sys
import webbrowser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

DEFAULT_PORT = 8080


class Handler(SimpleHTTPRequestHandler):
    """Right types for modules and WebAssembly; nothing is kept, so a new build is seen at once."""

    extensions_map = {
        **SimpleHTTPRequestHandler.extensions_map,
        ".js": "text/javascript",
        ".mjs": "text/javascript",
        ".wasm": "application/wasm",
        ".ttf": "font/ttf",
    }

    def end_headers(self):
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def send_head(self):
        # Two builds may be of the same second, so no date says that nothing changed.
        del self.headers["If-Modified-Since"]
        return super().send_head()

    def log_message(self, format, *args):
        pass


def can_open_browser():
    return sys.platform in ("darwin", "win32") or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT)
    parser.add_argument("--no-open", action="store_true")
    arguments = parser.parse_args()
    handler = functools.partial(Handler, directory=arguments.folder)
    try:
        server = ThreadingHTTPServer(("127.0.0.1", arguments.port), handler)
    except OSError as error:
        sys.exit(f"serve: port {arguments.port} cannot be used ({error.strerror}); try --port N")
    address = f"http://127.0.0.1:{server.server_address[1]}/"
    print(f"serve: {address}", flush=True)
    if not arguments.no_open and can_open_browser():
        webbrowser.open(address)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print()


if __name__ == "__main__":
    main()
