"""The commands of a day's way round: labels out, files to the marketplaces, drafts and reports back."""
