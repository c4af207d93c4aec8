"""The function catalogue itself: names, arguments, Japanese help, and which rule function answers.

One module per family; here they stand in the order of the contract.
"""

from __future__ import annotations

from xlshipcheck.catalogue.table.amazon import AMAZON_FUNCTIONS, AMAZON_HEALTH_FUNCTIONS
from xlshipcheck.catalogue.table.branch_hold import BRANCH_HOLD_FUNCTIONS
from xlshipcheck.catalogue.table.days import BUSINESS_DAYS_FUNCTIONS, SHIPCHECK_FUNCTIONS
from xlshipcheck.catalogue.table.qoo10 import QOO10_CANCEL_FUNCTIONS, QOO10_FUNCTIONS

FUNCTIONS = (
    *BUSINESS_DAYS_FUNCTIONS,
    *QOO10_FUNCTIONS,
    *AMAZON_FUNCTIONS,
    *BRANCH_HOLD_FUNCTIONS,
    *SHIPCHECK_FUNCTIONS,
    *AMAZON_HEALTH_FUNCTIONS,
    *QOO10_CANCEL_FUNCTIONS,
)
