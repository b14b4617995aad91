"""Ways to reach somebody: telephone, e-mail, websites and accounts, however they are written."""

from ingest.recognisers import handles, mail, phones, websites
from ingest.recognisers.mention import Mention


def find(text: str) -> list[Mention]:
    """Telephone numbers, e-mail addresses, websites and accounts."""
    return [*mail.find(text), *websites.find(text), *handles.find(text), *phones.find(text)]
