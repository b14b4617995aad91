"""How the built-in encoders are made: from word lists and translated sentences to int8 weights.

Run `python -m nlp.dutch_encoder.making --data FOLDER --teacher MODEL` to make both again. Nothing
here is needed to use the encoders, and nothing else in the project imports it.
"""
