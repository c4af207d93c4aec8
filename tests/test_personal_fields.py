"""Personal columns of Qoo10's API and of English exports are not copied; dates, amounts, methods and statuses are."""

from __future__ import annotations

import pytest

from xlshipcheck.exports.columns import personal_columns

PERSONAL = (
    *(
        "receiver",
        "receiver_gata",
        "receiverTel",
        "receiverMobile",
        "shippingAddr",
        "Addr1",
        "Addr2",
        "zipCode",
        "buyer",
    ),
    *(
        "buyer_gata",
        "buyerTel",
        "buyerEmail",
        "senderName",
        "senderAddr",
        "ShippingMsg",
        "Shipping Street",
        "姓",
        "名",
        "部屋番号",
    ),
)
KEPT = (
    *(
        "shippingStatus",
        "orderNo",
        "ShippingDate",
        "EstShippingDate",
        "itemTitle",
        "orderQty",
        "total",
        "shipping-price",
    ),
    *("ship-method", "購入者決済金額", "商品名", "品名", "店舗名", "DeliveryCompany", "TrackingNo"),
)


@pytest.mark.parametrize("header", PERSONAL)
def test_what_is_about_a_person_is_left_out(header):
    """Names, readings, addresses, telephones and messages are found under the fields of the API, too."""
    assert personal_columns([header]) == [0]


def test_what_an_order_needs_is_kept():
    """No role, date, amount or method is taken for a person's."""
    assert personal_columns(list(KEPT)) == []
