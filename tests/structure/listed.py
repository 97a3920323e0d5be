#!/usr/bin/env python3
"""Every source is named in a CMakeLists.txt above it: one that is not is never built, and its tests never run.

usage: listed.py ROOT | listed.py --self-test
"""
import re

import seeded

SOURCES = {"include": "*.hpp", "src": "*.cpp", "examples": "*.cpp", "tests": "*.cpp"}


def names(folder, source):
    """Does the CMakeLists.txt of this folder name the source, perhaps without its suffix?"""
    lists = folder / "CMakeLists.txt"
    name = str(source.relative_to(folder))
    words = set(re.findall(r"[^\s()\"]+", lists.read_text())) if lists.exists() else set()
    return bool(words & {name, name.removesuffix(".cpp")})


def violations(root):
    for folder, pattern in SOURCES.items():
        for path in sorted((root / folder).rglob(pattern)):
            if not any(names(lists, path) for lists in path.parents if lists.is_relative_to(root)):
                yield f"{path.relative_to(root)}: not named in a CMakeLists.txt"


seeded.run(
    violations,
    {"src/CMakeLists.txt": "add_library(x\n  a/b.cpp)", "src/a/b.cpp": "",
     "examples/CMakeLists.txt": "foreach(name IN ITEMS quickstart)", "examples/quickstart.cpp": ""},
    [("src/a/c.cpp: not named", {"src/a/c.cpp": ""}),
     ("src/b.cpp: not named", {"src/b.cpp": ""}),
     ("tests/unit/t.cpp: not named", {"tests/unit/t.cpp": ""}),
     ("examples/other.cpp: not named", {"examples/other.cpp": ""}),
     ("include/rwsplit/x.hpp: not named", {"include/rwsplit/x.hpp": "", "include/CMakeLists.txt": ""})])
