"""The room of translators: template, catalogues, states, gates, sheets. Files are read and written by the commands."""
