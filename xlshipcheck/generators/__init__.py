"""What is generated: data snapshots, and the Excel and LibreOffice files made from the catalogue."""
