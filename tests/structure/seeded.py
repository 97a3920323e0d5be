"""What the checks of this folder have in common: their command line, and the proof that they can fail."""
import pathlib
import sys
import tempfile


def run(violations, sound, seeded):
    """`violations`: root -> messages. With --self-test: `sound`, files of a tree without a violation, and `seeded`,
    pairs of a text and the files that differ in a tree where it must be reported."""
    if sys.argv[1:] == ["--self-test"]:
        unreported = [line for expected, changes in [("", {}), *seeded]
                      if (line := _try(violations, {**sound, **changes}, expected))]
    else:
        unreported = list(violations(pathlib.Path(sys.argv[1])))
    if unreported:
        print(*unreported, sep="\n")
        sys.exit(1)


def _try(violations, files, expected):
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = pathlib.Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        found = list(violations(pathlib.Path(folder)))
    if any(expected in line for line in found) if expected else not found:
        return None
    return f"seeded violation not reported: {expected or 'none'}; reported instead: {found}"
