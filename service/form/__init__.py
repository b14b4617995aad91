"""The public form: server-rendered, complete without JavaScript."""
