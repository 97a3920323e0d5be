#!/usr/bin/env python3
"""The direction of the arrows: who may include what (the floors of the rooms, see CONTRIBUTING.md).

usage: floors.py ROOT      report every violation in ROOT/include and ROOT/src; exit code 1 if there is one
       floors.py --self-test   make trees with one violation each, and fail unless each is reported
"""
import re

import seeded

FLOORS = {"version.hpp": 0, "detail": 0, "error": 1, "sql": 1, "row": 1, "consistency": 2, "config": 2, "driver": 2,
          "routing": 3, "pool": 3, "observe": 3, "cluster": 4, "session": 5, "request": 6, "rwsplit.hpp": 7,
          "doctor": 8, "cli": 8}
# A C library or a heavy header, and the only files that may see it.
FENCED = {r"(mysql|mariadb|mysqld|mysql_com|errmsg)\w*\.h|(mysql|mariadb)/.*": r"src/driver/mysql_.*",
          r"sqlite3\w*\.h": r"src/driver/sqlite_.*",
          r"toml(\+\+|plusplus)?/.*|toml\.(h|hpp)": r"src/config/toml_source\.cpp",
          r"openssl/.*": r"src/request/.*",
          r"spdlog/(?!fwd\.h).*": r"src/.*"}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)


def files_of(root):
    """Name -> (room, names of what it includes); a public header is named as it is included, others by their path."""
    files = {}
    for path in sorted(root.glob("include/rwsplit/**/*.hpp")) + sorted(root.glob("src/**/*.[ch]pp")):
        name = str(path.relative_to(root)).removeprefix("include/")
        included = []
        for quote, target in INCLUDE.findall(path.read_text()):
            if quote == '"':  # a header of src/: beside the file, or named from src/
                beside = path.parent / target
                target = "src/" + str((beside if beside.exists() else root / "src" / target).relative_to(root / "src"))
            included.append(target)
        files[name] = (name.split("/")[1], included)
    return files


def circle(graph):
    """One circle as a list of names, or None."""
    state = {}

    def visit(node, path):
        state[node] = "open"
        for target in sorted(graph.get(node, ())):
            if state.get(target) == "open":
                return [*path[path.index(target):], target]
            if target not in state and (found := visit(target, [*path, target])):
                return found
        state[node] = "done"
        return None

    return next((found for node in sorted(graph) if node not in state and (found := visit(node, [node]))), None)


def reachable(graph, start):
    seen, todo = set(), [start]
    while todo:
        node = todo.pop()
        if node not in seen:
            seen.add(node)
            todo += graph.get(node, ())
    return seen


def is_public(path):
    """Headers that only have namespace rwsplit::detail are not for users."""
    return "namespace rwsplit {" in path.read_text()


def violations(root):
    files = files_of(root)
    between_files = {name: {t for t in included if t in files} for name, (_, included) in files.items()}
    between_rooms = {}
    for name, (room, included) in files.items():
        if room not in FLOORS:
            yield f"{name}: the room {room} has no floor"
            continue
        for target in included:
            for pattern, allowed in FENCED.items():
                if re.fullmatch(pattern, target) and not re.fullmatch(allowed, name):
                    yield f"{name}: may not include <{target}>"
            if target not in files or files[target][0] == room:
                continue
            other = files[target][0]
            if FLOORS.get(other, 0) > FLOORS[room]:
                yield f"{name}: upward include of {target}"
            between_rooms.setdefault(room, set()).add(other)
    for what, graph in (("rooms", between_rooms), ("files", between_files)):
        if found := circle(graph):
            yield f"circle of {what}: {' -> '.join(found)}"
    public = {name for name in files if name.startswith("rwsplit/") and is_public(root / "include" / name)}
    for name in sorted(public - reachable(between_files, "rwsplit/rwsplit.hpp")):
        yield f"{name}: not in rwsplit.hpp"


INCLUDES = {"include/rwsplit/rwsplit.hpp": "<rwsplit/pool/lease.hpp>",
            "include/rwsplit/pool/lease.hpp": "<rwsplit/driver/url.hpp>",
            "include/rwsplit/driver/url.hpp": "<spdlog/fwd.h>", "src/driver/mysql_driver.cpp": "<mysql.h>",
            "src/driver/sqlite_driver.cpp": "<sqlite3.h>", "src/driver/url.cpp": "<spdlog/spdlog.h>"}
SEEDED = [("upward include", {"include/rwsplit/driver/url.hpp": "<rwsplit/pool/lease.hpp>"}),
          ("upward include of src/", {"src/driver/url.cpp": '"pool/core.hpp"', "src/pool/core.hpp": "<vector>"}),
          ("circle of rooms", {"include/rwsplit/pool/lease.hpp": "<rwsplit/routing/role.hpp>",
                               "include/rwsplit/routing/role.hpp": "<rwsplit/pool/lease.hpp>"}),
          ("circle of files", {"include/rwsplit/driver/url.hpp": "<rwsplit/driver/driver.hpp>",
                               "include/rwsplit/driver/driver.hpp": "<rwsplit/driver/url.hpp>"}),
          ("may not include <mysql.h>", {"include/rwsplit/driver/url.hpp": "<mysql.h>"}),
          ("may not include <mysql/mysql.h>", {"src/pool/pool.cpp": "<mysql/mysql.h>"}),
          ("may not include <toml++/toml.h>", {"src/driver/url.cpp": "<toml++/toml.h>"}),
          ("may not include <sqlite3.h>", {"src/driver/mysql_driver.cpp": "<sqlite3.h>"}),
          ("may not include <openssl/evp.h>", {"src/driver/url.cpp": "<openssl/evp.h>"}),
          ("may not include <openssl/hmac.h>", {"include/rwsplit/request/pin.hpp": "<openssl/hmac.h>"}),
          ("may not include <spdlog/spdlog.h>", {"include/rwsplit/pool/lease.hpp": "<spdlog/spdlog.h>"}),
          ("not in rwsplit.hpp", {"include/rwsplit/pool/forgotten.hpp": "<vector>"}),
          ("has no floor", {"include/rwsplit/attic/box.hpp": "<vector>"})]


def tree(includes):
    return {name: f"#pragma once\n#include {included}\nnamespace rwsplit {{}}\n" for name, included in includes.items()}


seeded.run(violations, tree(INCLUDES), [(expected, tree(changes)) for expected, changes in SEEDED])
