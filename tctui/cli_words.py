"""``tctui words``: the office's own words for agreements, consents and refusals, checked, or written out to start from."""

from __future__ import annotations

import argparse

from tctui.paths import database_file


def office_words(parsed: argparse.Namespace) -> None:
    """Check the Markdown files beside the database; with --write, add those that are not there yet, as they are used now.

    Raises Refused naming the first file, section, field or character that is wrong.
    """
    from tctui.documents.texts import own_folder, review_line
    from tctui.documents.texts.writing import left_out, unread, words_in_use
    from tctui.exports import write_new

    folder = database_file(parsed.database).parent / "words"
    own = own_folder(database_file(parsed.database))
    found = words_in_use(own)
    there = {name for name in found if (folder / name).is_file()}
    if parsed.write:
        for name in sorted(set(found) - there):
            (folder / name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_new(folder / name, found[name].encode())
        print(f"{len(found) - len(there)} files written to {folder}, {len(there)} were there. {review_line()}")
        return
    for said, names in (("Left out, as they have a title alone", left_out(own, found)), ("Not read", unread(own))):
        if names:
            print(f"{said}: {', '.join(names)}")
    print(f"{len(there)} of {len(found)} texts are the office's own ({folder}); every field and section is known.")
    if len(there) < len(found):
        print(f"The others ship with tctui: {review_line()}")
