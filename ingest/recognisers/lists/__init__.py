"""The word lists as plain text, own compilations (EUPL-1.2), read by `recognisers.lexicon`."""
