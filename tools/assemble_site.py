#!/usr/bin/env python3
# Writes the parts of the site that depend on all others: the page's policy, the service worker's
# list of files, and the whole app as one file.
# SPDX-License-Identifier: MIT
"""usage: assemble_site.py DIST INDEX_HTML SERVICE_WORKER ONE_FILE_SCRIPT

Reads the finished files in DIST; writes DIST/index.html, DIST/service_worker.js and
DIST/vram-calculator.html. The same files give the same version.
"""

import base64
import gzip
import hashlib
import json
import re
import sys
from pathlib import Path

# What a page needs later or never: kept for offline use once somebody has used it.
ON_DEMAND = ("plain.js", "engine/vram-engine.mjs", "engine/vram-engine.wasm")
KEPT = (
    "index.html",
    "page.js",
    "app.js",
    "app.wasm",
    "qr.js",
    "manifest.webmanifest",
    "icon.svg",
    "fonts/*.ttf",
    "icons/*.png",
    *ON_DEMAND,
)
PACKED = ("app.wasm", "fonts/*.ttf", "engine/vram-engine.wasm")  # within the one file

# A page in a browser without a host's own headers: everything is forbidden but what is named.
POLICY = {
    "default-src": "'none'",
    "script-src": "'self' 'wasm-unsafe-eval'",  # no eval: only WebAssembly is compiled
    "style-src": "{styles}",
    "connect-src": "'self'",
    "img-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "require-trusted-types-for": "'script'",  # a text never becomes markup or code
    "trusted-types": "vram-worker",  # but for the constant address of the service worker
}
ONE_FILE_POLICY = {
    "default-src": "'none'",
    "script-src": "{scripts} 'wasm-unsafe-eval'",
    "style-src": "{styles}",
    "img-src": "data:",  # its icon
    "base-uri": "'none'",
    "form-action": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "'none'",
}


def digest(data):
    return base64.b64encode(hashlib.sha256(data).digest()).decode()


def listed(dist, patterns):
    names = {path.relative_to(dist).as_posix() for each in patterns for path in dist.glob(each)}
    return sorted(names)


def inline_hashes(html, tag):
    """The sources a policy needs for the inline elements of a kind."""
    bodies = re.findall(rf"<{tag}(?: type=\"module\")?>(.*?)</{tag}>", html, re.DOTALL)
    return " ".join(f"'sha256-{digest(body.encode())}'" for body in bodies)


def with_policy(html, policy):
    sources = {"styles": inline_hashes(html, "style"), "scripts": inline_hashes(html, "script")}
    text = "; ".join(f"{name} {value.format(**sources)}" for name, value in policy.items())
    if html.count("@POLICY@") != 1:
        sys.exit("assemble_site: index.html must name its policy once")
    return html.replace("@POLICY@", text)


def without(html, pattern):
    """The page without some of its lines, of which there must be some."""
    shorter, count = re.subn(rf"^{pattern}.*\n", "", html, flags=re.MULTILINE)
    if not count:
        sys.exit(f"assemble_site: index.html has no {pattern}")
    return shorter


def one_file(dist, html, script):
    if "</script" in script or "<!--" in script:
        sys.exit("assemble_site: the script cannot stand in a page")
    icon = base64.b64encode((dist / "icon.svg").read_bytes()).decode()
    html = html.replace('href="icon.svg"', f'href="data:image/svg+xml;base64,{icon}"')
    for pattern in ('<link rel="preload"', '<link rel="modulepreload"', '<link rel="manifest"',
                    '<link rel="apple-touch-icon"'):  # fmt: skip
        html = without(html, pattern)
    files = []
    for name in listed(dist, PACKED):
        packed = gzip.compress((dist / name).read_bytes(), 9, mtime=0)
        text = base64.b64encode(packed).decode()
        files.append(f'<script type="application/octet-stream" id="file:{name}">{text}</script>\n')
    html = html.replace("</body>", "".join(files) + "</body>")
    tag = '<script type="module" src="page.js"></script>'
    if html.count(tag) != 1:
        sys.exit("assemble_site: index.html must load page.js once")
    # A module runs when the whole page is there, the files at its end too.
    return with_policy(html.replace(tag, f'<script type="module">{script}</script>'), ONE_FILE_POLICY)


def service_worker(dist, template):
    files = {name: digest((dist / name).read_bytes()) for name in listed(dist, KEPT)}
    listing = json.dumps(files, separators=(",", ":"))
    version = hashlib.sha256((listing + template).encode()).hexdigest()[:16]
    on_demand = json.dumps([name for name in ON_DEMAND if name in files])
    for name, value in (("VERSION", version), ("FILES", listing), ("ON_DEMAND", on_demand)):
        if template.count(f"@{name}@") != 1:
            sys.exit(f"assemble_site: the service worker must name its {name} once")
        template = template.replace(f"@{name}@", value)
    return template


def main():
    dist = Path(sys.argv[1])
    index, worker, script = (Path(each).read_text(encoding="utf-8") for each in sys.argv[2:5])
    (dist / "index.html").write_text(with_policy(index, POLICY), encoding="utf-8")
    (dist / "vram-calculator.html").write_text(one_file(dist, index, script), encoding="utf-8")
    (dist / "service_worker.js").write_text(service_worker(dist, worker), encoding="utf-8")


if __name__ == "__main__":
    main()
