#!/usr/bin/env python3
"""Every C++ block in the documents is a region of a program in examples/ or tests/, so that it is built and run.

A region starts with a line `// [name]` and ends with `// [/name]`; a block matches it if the lines between are the
same, apart from the indentation of the whole.

usage: docs.py ROOT | docs.py --self-test
"""
import re
import textwrap

import seeded

DOCUMENTS = ("README.md", "CONTRIBUTING.md", "docs/**/*.md")
PROGRAMS = ("examples/**/*.cpp", "tests/unit/**/*.cpp", "tests/integration/**/*.cpp", "tests/consumer/**/*.cpp")
BLOCK = re.compile(r"^([ \t]*)```[ \t]*(?:cpp|c\+\+|cc|cxx|hpp)(?![\w+])[^\n]*\n(.*?)^[ \t]*```", re.M | re.S | re.I)
START = re.compile(r"^[ \t]*// \[([\w-]+)\][ \t]*$", re.M)
MARK = re.compile(r"^[ \t]*// \[/?[\w-]+\][ \t]*\n?", re.M)


def plain(code):
    """Without marks, common indentation, and empty lines around it."""
    return textwrap.dedent(MARK.sub("", code)).strip("\n")


def regions(text):
    for start in START.finditer(text):
        end = re.search(rf"^[ \t]*// \[/{re.escape(start[1])}\][ \t]*$", text[start.end():], re.M)
        if end is None:
            raise ValueError(f"the region [{start[1]}] has no end")
        yield plain(text[start.end() + 1:start.end() + end.start()])


def violations(root):
    known = set()
    for pattern in PROGRAMS:
        for path in sorted(root.glob(pattern)):
            try:
                known.update(regions(path.read_text()))
            except ValueError as error:
                yield f"{path.relative_to(root)}: {error}"
    for pattern in DOCUMENTS:
        for path in sorted(root.glob(pattern)):
            text = path.read_text()
            for block in BLOCK.finditer(text):
                if plain(textwrap.dedent(block[2])) not in known:
                    line = text.count("\n", 0, block.start()) + 1
                    yield f"{path.relative_to(root)}:{line}: this block is not a region of a tested program"


PROGRAM = "int main() {\n  // [hello]\n  if (true) {\n    greet();  // [sic]\n  }\n  // [/hello]\n}\n"
BLOCK_OF_IT = "# Title\n\n```cpp\nif (true) {\n  greet();  // [sic]\n}\n```\n"
OTHER = BLOCK_OF_IT.replace("greet", "meet")

seeded.run(violations, {"README.md": BLOCK_OF_IT, "examples/hello.cpp": PROGRAM}, [
    ("README.md:3", {"README.md": OTHER}),
    ("README.md:3", {"README.md": OTHER.replace("cpp", "C++")}),
    ("docs/guide.md:3", {"docs/guide.md": BLOCK_OF_IT.replace("  greet", "greet")}),
    ("README.md:3", {"examples/hello.cpp": PROGRAM.replace("// [hello]", "// hello")}),
    ("no end", {"examples/hello.cpp": PROGRAM.replace("[/hello]", "[/other]")})])
