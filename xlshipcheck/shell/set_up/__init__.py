"""What readies a computer: install, doctor, kit, rules and holidays as files."""
