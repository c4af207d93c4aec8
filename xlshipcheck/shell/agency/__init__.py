"""Many shops in one run: what an agency or an owner of several shops types."""
