"""The words under which a name is typed as a signature: consent to electronic records as E-Sign asks (15 USC 7001(c))."""

from __future__ import annotations


def signing_words(title: str, number: int, sha256: str, practice: str) -> str:
    """What the signer reads and agrees to before typing the name: scope, paper instead, taking it back, copies, means.

    ``sha256`` names the very bytes; its first sixteen figures tell them apart on a screen.
    """
    return (
        f"With my name I sign {title}, version {number} (SHA-256 {sha256[:16]}), of {practice}. I have read it and "
        "agree to it. I agree to sign this one paper electronically and to have its record kept that way. I may sign on "
        "paper instead, at no cost, and may take this back until I have signed by telling the staff; then the paper is "
        "used. I get a copy, printed or as a PDF for any PDF reader, now or whenever I ask, free; I tell the office when "
        "my address changes."
    )
