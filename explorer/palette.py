"""The colours of the house, and eight that people with any colour vision can tell apart.

The eight were searched for: at least 21 apart (CIE76) for full colour vision and for the three
kinds of colour blindness (Machado 2009), and 3:1 or more on paper. A test holds them to it.
"""

PAPER = "#FBF8F3"
INK = "#1C2B2D"
MUTED = "#5A6668"
ACCENT = "#0B5559"
WARNING = "#A63A1E"
LINE = "#6B7F81"
FAINT = "#D9DEDC"
QUIET = "#E3EFEE"

EIGHT = (
    "#0B5559",
    "#A63A1E",
    "#AD49DF",
    "#4C1F7A",
    "#279B88",
    "#7474B4",
    "#A58E1D",
    "#341DA5",
)
REST = "#7A8587"
