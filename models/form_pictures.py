"""The drawings that may stand beside an option or an eliciting question, by name.

They are small SVG files of our own in the static files of the form. A drawing never says
something alone: the words always stand beside it.
"""

PICTURES = {
    "blij": "Blij gezicht",
    "opgelucht": "Opgelucht gezicht",
    "gewoon": "Gewoon gezicht",
    "verdrietig": "Verdrietig gezicht",
    "boos": "Boos gezicht",
    "bang": "Bang gezicht",
    "alleen": "Eén mens, alleen",
    "ik": "Eén mens",
    "gezin": "Grote mens en kind",
    "vrienden": "Twee mensen naast elkaar",
    "hulpverlener": "Mens met een tas",
    "team": "Drie mensen",
    "school": "Gebouw met een klok",
    "gemeente": "Gebouw met zuilen",
    "duim_omhoog": "Duim omhoog",
    "duim_half": "Duim opzij",
    "duim_omlaag": "Duim omlaag",
    "loopt_nog": "Zandloper",
    "begin": "Boek dat openligt",
    "anders": "Pijl die afslaat",
}
"""Name of the file without its ending, and what a form builder calls the drawing."""
