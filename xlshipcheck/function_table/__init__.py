"""The function catalogue itself: names, arguments, Japanese help, and which rule function answers.

One module per family; here they stand in the order of the contract.
"""

from __future__ import annotations

from xlshipcheck.function_table.amazon import AMAZON_FUNCTIONS
from xlshipcheck.function_table.branch_hold import BRANCH_HOLD_FUNCTIONS
from xlshipcheck.function_table.business_days import BUSINESS_DAYS_FUNCTIONS
from xlshipcheck.function_table.qoo10 import QOO10_FUNCTIONS
from xlshipcheck.function_table.shipcheck import SHIPCHECK_FUNCTIONS

FUNCTIONS = (
    *BUSINESS_DAYS_FUNCTIONS,
    *QOO10_FUNCTIONS,
    *AMAZON_FUNCTIONS,
    *BRANCH_HOLD_FUNCTIONS,
    *SHIPCHECK_FUNCTIONS,
)
