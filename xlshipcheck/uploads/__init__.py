"""Files that a seller sends to a marketplace: Amazon's shipment confirmation and QSM's upload, checked and written."""
