"""Codes as a QR picture, for whoever has a telephone and no pen."""

import segno
from starlette.requests import Request


def of_code(request: Request, code: str) -> str:
    """The code as a picture: plain words, so that no address ever holds a code."""
    if not code:
        return ""
    address = f"{request.url.scheme}://{request.url.netloc}/code"
    words = f"Mijn code van Vertelpunt: {code} (in te vullen op {address})"
    picture: str = segno.make(words, error="m", micro=False).svg_data_uri(
        scale=4, border=2, dark="#1C2B2D", light="#FFFFFF"
    )
    return picture
