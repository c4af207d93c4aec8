"""The rules of Amazon.co.jp: valid tracking of packages, and their rate."""
