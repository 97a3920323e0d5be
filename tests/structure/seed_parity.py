#!/usr/bin/env python3
"""docs/seed-parity.md says of every behaviour of the seed systems which test shows it, and says the truth.

The rows are in seed_parity.rows, the tests say by a tag which of them they show: TEST_CASE("...", "[request][FR-4]").

usage: seed_parity.py ROOT              report rows without a test, tags without a row, and a page that is out of date
       seed_parity.py --write ROOT      make the page
       seed_parity.py --uncovered ROOT  only the rows without a test
       seed_parity.py --self-test
"""
import pathlib
import re
import sys

import seeded

ROWS = "tests/structure/seed_parity.rows"
PAGE = "docs/seed-parity.md"
TESTS = ("tests/**/*_test.cpp", "examples/**/*_test.cpp")
LITERALS = r'((?:"(?:[^"\\\n]|\\.)*"\s*)+)'
CASE = re.compile(rf"^\s*(?:TEST_CASE|TEMPLATE_TEST_CASE)\s*\(\s*{LITERALS},\s*{LITERALS}", re.M)
ROW_TAG = re.compile(r"\[([A-Z]{1,2}-?\d[^\]]*)\]")  # other tags are in small letters
NUMBER = re.compile(r"(?:D|O|FR|DR|TG|ZZ|SS|SO|GI|FS|M|MA)-\d[\d+]*[a-c]?|W\d+")


class Row:
    def __init__(self, number, behaviour, answer, see):
        self.number, self.behaviour, self.answer, self.see = number, behaviour, answer, see
        self.tests = []  # (file, name)


def rows_of(text):
    """Yields section titles and rows; what is neither is an error that names its line."""
    for index, line in enumerate(text.splitlines(), 1):
        if line.startswith("="):
            yield line.strip("= ")
        elif line.strip() and not line.startswith("#"):
            cells = [cell.strip() for cell in line.split("|")]
            if len(cells) not in (3, 4) or not all(cells) or not NUMBER.fullmatch(cells[0]):
                raise ValueError(f"{ROWS}:{index}: not a row: {line}")
            yield Row(*cells[:3], cells[3].split() if len(cells) == 4 else [])


def joined(literals):
    """Literals side by side are one text."""
    text = "".join(re.findall(r'"((?:[^"\\\n]|\\.)*)"', literals))
    return text.replace('\\"', '"').replace("\\\\", "\\")


def tagged_tests(root):
    """(file, name, numbers of rows) for each test case that has some."""
    for pattern in TESTS:
        for path in sorted(root.glob(pattern)):
            for name, tags in CASE.findall(path.read_text()):
                if numbers := ROW_TAG.findall(joined(tags)):
                    yield str(path.relative_to(root)), joined(name), numbers


def table(root):
    """The sections and rows with their tests, and what is wrong with them."""
    entries, errors = list(rows_of((root / ROWS).read_text())), []
    rows = {}
    for row in entries:
        if isinstance(row, Row) and rows.setdefault(row.number, row) is not row:
            errors.append(f"{ROWS}: {row.number} is there twice")
    for path, name, numbers in tagged_tests(root):
        for number in numbers:
            if number in rows:
                rows[number].tests.append((path, name))
            else:
                errors.append(f"{path}: the tag [{number}] of \"{name}\" names no row of {ROWS}")
    return entries, rows, errors


def uncovered(rows):
    for row in rows.values():
        if row.tests:
            continue
        for other in row.see:
            if other not in rows or not rows[other].tests:
                yield f"{row.number}: refers to {other}, which no test shows"
        if not row.see:
            yield f"{row.number}: no test shows it: {row.behaviour}"


def shown_by(row):
    files = {}
    for path, name in row.tests:
        files.setdefault(path, []).append(name)
    cells = [f"[{path.removeprefix('tests/')}](../{path}): {'; '.join(names)}" for path, names in sorted(files.items())]
    if not row.tests and row.see:
        cells.append("see " + ", ".join(row.see))
    return "<br>".join(cells).replace("|", "\\|")


HEAD = """# What the seed systems do, and which test shows what rwsplit does

rwsplit is the counterpart of flask-replicated, django_replicated, TurboGears' BalancedSession, the routing sessions for
SQLAlchemy, and Flask's AutoRouteSession. Each row is one of their behaviours, decisions or weaknesses by its number,
with what rwsplit does and the tests that show it. Where an answer names another row (D-1, W5), that row says more.

This page is made by `tests/structure/seed_parity.py --write .` from the table beside that script and the tags of the
tests; a test checks that it is up to date and that no row is without a test.
"""


def page(entries):
    lines = [HEAD]
    for entry in entries:
        if isinstance(entry, Row):
            lines.append(f"| {entry.number} | {entry.behaviour} | {entry.answer} | {shown_by(entry)} |")
        else:
            lines += ["", f"## {entry}", "", "| row | behaviour | rwsplit | shown by |", "| --- | --- | --- | --- |"]
    return "\n".join(lines).replace("\n\n\n", "\n\n") + "\n"


def violations(root):
    try:
        entries, rows, errors = table(root)
    except (OSError, ValueError) as error:
        yield str(error)
        return
    yield from errors
    yield from uncovered(rows)
    written = root / PAGE
    if not written.exists() or written.read_text() != page(entries):
        yield f"{PAGE}: out of date, make it with `tests/structure/seed_parity.py --write .`"


def command_line():
    option, root = sys.argv[1], pathlib.Path(sys.argv[2])
    entries, rows, errors = table(root)
    if option == "--write":
        (root / PAGE).parent.mkdir(exist_ok=True)
        (root / PAGE).write_text(page(entries))
    print(*errors, *uncovered(rows), sep="\n")


SOUND_ROWS = """# comment
= Marks
FR-4 | a mark | keep
FR-5 | another | D-1 | D-1
= Decisions
D-1 | a write | refused
"""
SOUND_TEST = """TEST_CASE("a \\"mark\\" | counts", "[request][FR-4]") {}
TEST_CASE("writes are "
          "refused",
          "[D-1]") {}
"""


def sound_page():
    titles = "\n\n## {}\n\n| row | behaviour | rwsplit | shown by |\n| --- | --- | --- | --- |\n"
    test = "[unit/a_test.cpp](../tests/unit/a_test.cpp): "
    return (HEAD.rstrip("\n") + titles.format("Marks") +
            f'| FR-4 | a mark | keep | {test}a "mark" \\| counts |\n'
            "| FR-5 | another | D-1 | see D-1 |" + titles.format("Decisions") +
            f"| D-1 | a write | refused | {test}writes are refused |\n")


if sys.argv[1:2] in (["--write"], ["--uncovered"]):
    command_line()
else:
    seeded.run(violations, {ROWS: SOUND_ROWS, "tests/unit/a_test.cpp": SOUND_TEST, PAGE: sound_page()}, [
        ("FR-6: no test", {ROWS: SOUND_ROWS + "FR-6 | a name | keep\n"}),
        ("FR-4: no test", {"tests/unit/a_test.cpp": SOUND_TEST.replace("[FR-4]", "")}),
        ("FR-4: no test", {"tests/unit/a_test.cpp": SOUND_TEST.replace('TEST_CASE("a ', '// TEST_CASE("a ')}),
        ("FR-5: refers to D-1", {"tests/unit/a_test.cpp": SOUND_TEST.replace("[D-1]", "[d-1]")}),
        ("FR-5: refers to D-2", {ROWS: SOUND_ROWS.replace("| D-1 | D-1", "| D-1 | D-2")}),
        ("[FR-9] of \"a \"mark\" | counts\" names no row",
         {"tests/unit/a_test.cpp": SOUND_TEST.replace("FR-4", "FR-4][FR-9")}),
        ("[W-5] of", {"tests/unit/b_test.cpp": 'TEST_CASE("b", "[W-5]") {}\n'}),
        ("D-1 is there twice", {ROWS: SOUND_ROWS + "D-1 | a write | refused\n"}),
        ("seed_parity.rows:2: not a row", {ROWS: "= Marks\nFR-4 | a mark\n"}),
        ("out of date", {PAGE: sound_page().replace("keep", "kept")}),
        ("out of date", {"tests/unit/a_test.cpp": SOUND_TEST.replace("counts", "does not")}),
        ("out of date", {"tests/integration/b_test.cpp": 'TEST_CASE("b", "[D-1]") {}\n'})])
