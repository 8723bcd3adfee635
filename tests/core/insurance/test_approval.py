"""What the table says of pre-authorisation becomes scopes; a no and words nobody knows become none."""

from __future__ import annotations

import pytest

from tctui.core.insurance.approval import scopes_wanting_approval


@pytest.mark.parametrize(
    ("text", "scopes"),
    [
        ("crowns, implants and D4341", ("category:crowns", "category:implant", "code:D4341")),
        ("Bridges over 500", ("category:prosthetics",)),
        ("major", ("category:crowns",)),
        ("root canals; braces", ("category:endo", "category:ortho")),
        ("everything over 300", ("all",)),
        ("?", ()),
        ("none", ()),
        ("recommended for crowns, not required", ()),
        ("ask them", ()),
    ],
)
def test_a_text_names_what_wants_an_approval(text: str, scopes: tuple[str, ...]) -> None:
    assert scopes_wanting_approval(text, {"D4341", "D2740"}) == scopes
