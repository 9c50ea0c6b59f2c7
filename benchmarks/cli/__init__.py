"""The command line: `app` is the entry point, and every other file holds one command or a group of related ones.

A file of commands loads only what its options need; each command imports the rest when it runs, so that `--help` and errors
appear at once. `options` holds the options that commands share, `output` prints tables, remarks and JSON.
"""
