Attribute VB_Name = "XlshipFunctions"
Option Explicit

' One function per formula; generated from the table of functions, as are their argument names.

Public Const ProgId As String = "Xlshipcheck.Server"
Public Const Contract As Long = 4

Public Function JP_WORKDAY( _
        ByVal start As Variant, _
        ByVal days As Variant, _
        Optional ByVal closed As Variant) As Variant
    JP_WORKDAY = XlshipAnswer("JP_WORKDAY", False, Array(start, days, closed))
End Function

Public Function JP_NETWORKDAYS( _
        ByVal start As Variant, _
        ByVal end_ As Variant, _
        Optional ByVal closed As Variant) As Variant
    JP_NETWORKDAYS = XlshipAnswer("JP_NETWORKDAYS", False, Array(start, end_, closed))
End Function

Public Function JP_IS_WORKDAY(ByVal date_ As Variant, Optional ByVal closed As Variant) As Variant
    JP_IS_WORKDAY = XlshipAnswer("JP_IS_WORKDAY", False, Array(date_, closed))
End Function

Public Function JP_HOLIDAY_NAME(ByVal date_ As Variant) As Variant
    JP_HOLIDAY_NAME = XlshipAnswer("JP_HOLIDAY_NAME", False, Array(date_))
End Function

Public Function QOO10_STAGE( _
        Optional ByVal base As Variant, _
        Optional ByVal shipped As Variant, _
        Optional ByVal kind As Variant, _
        Optional ByVal as_of As Variant, _
        Optional ByVal rate As Variant, _
        Optional ByVal closed As Variant) As Variant
    If IsMissing(base) Or IsMissing(as_of) Then Application.Volatile
    QOO10_STAGE = XlshipAnswer("QOO10_STAGE", True, Array(base, shipped, kind, as_of, rate, closed))
End Function

Public Function QOO10_DEADLINE( _
        Optional ByVal base As Variant, _
        Optional ByVal kind As Variant, _
        Optional ByVal event_ As Variant, _
        Optional ByVal closed As Variant) As Variant
    If IsMissing(base) Then Application.Volatile
    QOO10_DEADLINE = XlshipAnswer("QOO10_DEADLINE", True, Array(base, kind, event_, closed))
End Function

Public Function QOO10_DAYS_LEFT( _
        Optional ByVal base As Variant, _
        Optional ByVal shipped As Variant, _
        Optional ByVal kind As Variant, _
        Optional ByVal as_of As Variant, _
        Optional ByVal closed As Variant) As Variant
    If IsMissing(base) Or IsMissing(as_of) Then Application.Volatile
    QOO10_DAYS_LEFT = XlshipAnswer("QOO10_DAYS_LEFT", True, Array(base, shipped, kind, as_of, closed))
End Function

Public Function QOO10_POINTS( _
        Optional ByVal base As Variant, _
        Optional ByVal shipped As Variant, _
        Optional ByVal kind As Variant, _
        Optional ByVal as_of As Variant, _
        Optional ByVal closed As Variant) As Variant
    If IsMissing(base) Or IsMissing(as_of) Then Application.Volatile
    QOO10_POINTS = XlshipAnswer("QOO10_POINTS", True, Array(base, shipped, kind, as_of, closed))
End Function

Public Function QOO10_RESTRICTED_UNTIL( _
        Optional ByVal base As Variant, _
        Optional ByVal shipped As Variant, _
        Optional ByVal kind As Variant, _
        Optional ByVal as_of As Variant, _
        Optional ByVal rate As Variant, _
        Optional ByVal closed As Variant) As Variant
    If IsMissing(base) Or IsMissing(as_of) Then Application.Volatile
    QOO10_RESTRICTED_UNTIL = XlshipAnswer("QOO10_RESTRICTED_UNTIL", True, Array(base, shipped, kind, as_of, rate, closed))
End Function

Public Function QOO10_POINTS_MONTH( _
        ByVal base As Variant, _
        ByVal shipped As Variant, _
        ByVal kind As Variant, _
        ByVal month As Variant, _
        Optional ByVal as_of As Variant, _
        Optional ByVal closed As Variant) As Variant
    If IsMissing(as_of) Then Application.Volatile
    QOO10_POINTS_MONTH = XlshipAnswer("QOO10_POINTS_MONTH", False, Array(base, shipped, kind, month, as_of, closed))
End Function

Public Function QOO10_SHIP_RATE( _
        ByVal base As Variant, _
        ByVal shipped As Variant, _
        ByVal kind As Variant, _
        Optional ByVal as_of As Variant, _
        Optional ByVal which As Variant, _
        Optional ByVal closed As Variant) As Variant
    If IsMissing(as_of) Then Application.Volatile
    QOO10_SHIP_RATE = XlshipAnswer("QOO10_SHIP_RATE", False, Array(base, shipped, kind, as_of, which, closed))
End Function

Public Function QOO10_LATE_ALLOWANCE( _
        ByVal base As Variant, _
        ByVal shipped As Variant, _
        ByVal kind As Variant, _
        Optional ByVal as_of As Variant, _
        Optional ByVal which As Variant, _
        Optional ByVal closed As Variant) As Variant
    If IsMissing(as_of) Then Application.Volatile
    QOO10_LATE_ALLOWANCE = XlshipAnswer("QOO10_LATE_ALLOWANCE", False, Array(base, shipped, kind, as_of, which, closed))
End Function

Public Function QOO10_CAN_CANCEL( _
        Optional ByVal planned As Variant, _
        Optional ByVal shipped As Variant, _
        Optional ByVal as_of As Variant, _
        Optional ByVal status As Variant, _
        Optional ByVal kind As Variant) As Variant
    If IsMissing(planned) Or IsMissing(as_of) Then Application.Volatile
    QOO10_CAN_CANCEL = XlshipAnswer("QOO10_CAN_CANCEL", True, Array(planned, shipped, as_of, status, kind))
End Function

Public Function QOO10_NOTICE( _
        Optional ByVal base As Variant, _
        Optional ByVal planned As Variant, _
        Optional ByVal kind As Variant, _
        Optional ByVal as_of As Variant, _
        Optional ByVal new_date As Variant, _
        Optional ByVal cancel_requested As Variant, _
        Optional ByVal shipped As Variant, _
        Optional ByVal closed As Variant) As Variant
    If IsMissing(base) Or IsMissing(as_of) Then Application.Volatile
    QOO10_NOTICE = XlshipAnswer("QOO10_NOTICE", True, Array(base, planned, kind, as_of, new_date, cancel_requested, shipped, closed))
End Function

Public Function QOO10_PLAN_SHIP_DATE( _
        ByVal ready As Variant, _
        Optional ByVal margin As Variant, _
        Optional ByVal closed As Variant) As Variant
    QOO10_PLAN_SHIP_DATE = XlshipAnswer("QOO10_PLAN_SHIP_DATE", False, Array(ready, margin, closed))
End Function

Public Function QOO10_LISTING_TYPE(ByVal lead_days As Variant) As Variant
    QOO10_LISTING_TYPE = XlshipAnswer("QOO10_LISTING_TYPE", False, Array(lead_days))
End Function

Public Function QOO10_BACKLOG( _
        ByVal open_orders As Variant, _
        ByVal per_day As Variant, _
        ByVal oldest_base As Variant, _
        Optional ByVal as_of As Variant, _
        Optional ByVal closed As Variant) As Variant
    If IsMissing(as_of) Then Application.Volatile
    QOO10_BACKLOG = XlshipAnswer("QOO10_BACKLOG", False, Array(open_orders, per_day, oldest_base, as_of, closed))
End Function

Public Function QOO10_APOLOGY( _
        ByVal cause As Variant, _
        ByVal ship_by As Variant, _
        Optional ByVal as_of As Variant, _
        Optional ByVal shop As Variant) As Variant
    If IsMissing(as_of) Then Application.Volatile
    QOO10_APOLOGY = XlshipAnswer("QOO10_APOLOGY", False, Array(cause, ship_by, as_of, shop))
End Function

Public Function AMAZON_SCAN_VALID( _
        Optional ByVal carrier As Variant, _
        Optional ByVal tracking As Variant, _
        Optional ByVal amount As Variant, _
        Optional ByVal delivery_date As Variant, _
        Optional ByVal scans As Variant, _
        Optional ByVal delivered As Variant, _
        Optional ByVal seller As Variant, _
        Optional ByVal service As Variant, _
        Optional ByVal shipped As Variant) As Variant
    If IsMissing(carrier) Then Application.Volatile
    AMAZON_SCAN_VALID = XlshipAnswer("AMAZON_SCAN_VALID", True, Array(carrier, tracking, amount, delivery_date, scans, delivered, seller, service, shipped))
End Function

Public Function AMAZON_SCAN_REASON( _
        Optional ByVal carrier As Variant, _
        Optional ByVal tracking As Variant, _
        Optional ByVal amount As Variant, _
        Optional ByVal delivery_date As Variant, _
        Optional ByVal scans As Variant, _
        Optional ByVal delivered As Variant, _
        Optional ByVal seller As Variant, _
        Optional ByVal service As Variant, _
        Optional ByVal shipped As Variant) As Variant
    If IsMissing(carrier) Then Application.Volatile
    AMAZON_SCAN_REASON = XlshipAnswer("AMAZON_SCAN_REASON", True, Array(carrier, tracking, amount, delivery_date, scans, delivered, seller, service, shipped))
End Function

Public Function AMAZON_AMOUNT( _
        ByVal price_incl_tax As Variant, _
        Optional ByVal shipping_incl_tax As Variant, _
        Optional ByVal tax_rate As Variant, _
        Optional ByVal shipping_tax_rate As Variant) As Variant
    AMAZON_AMOUNT = XlshipAnswer("AMAZON_AMOUNT", False, Array(price_incl_tax, shipping_incl_tax, tax_rate, shipping_tax_rate))
End Function

Public Function AMAZON_VTR( _
        ByVal validity As Variant, _
        ByVal delivery_date As Variant, _
        Optional ByVal category As Variant, _
        Optional ByVal which As Variant, _
        Optional ByVal as_of As Variant, _
        Optional ByVal package As Variant) As Variant
    If IsMissing(as_of) Then Application.Volatile
    AMAZON_VTR = XlshipAnswer("AMAZON_VTR", False, Array(validity, delivery_date, category, which, as_of, package))
End Function

Public Function AMAZON_VTR_TABLE( _
        ByVal validity As Variant, _
        ByVal delivery_date As Variant, _
        ByVal category As Variant, _
        Optional ByVal as_of As Variant, _
        Optional ByVal package As Variant) As Variant
    If IsMissing(as_of) Then Application.Volatile
    AMAZON_VTR_TABLE = XlshipAnswer("AMAZON_VTR_TABLE", False, Array(validity, delivery_date, category, as_of, package))
End Function

Public Function AMAZON_VTR_TREND( _
        ByVal validity As Variant, _
        ByVal delivery_date As Variant, _
        Optional ByVal category As Variant, _
        Optional ByVal which As Variant, _
        Optional ByVal as_of As Variant, _
        Optional ByVal days As Variant, _
        Optional ByVal package As Variant) As Variant
    If IsMissing(as_of) Then Application.Volatile
    AMAZON_VTR_TREND = XlshipAnswer("AMAZON_VTR_TREND", False, Array(validity, delivery_date, category, which, as_of, days, package))
End Function

Public Function AMAZON_INVALID_ALLOWANCE( _
        ByVal validity As Variant, _
        ByVal delivery_date As Variant, _
        Optional ByVal category As Variant, _
        Optional ByVal which As Variant, _
        Optional ByVal as_of As Variant, _
        Optional ByVal package As Variant) As Variant
    If IsMissing(as_of) Then Application.Volatile
    AMAZON_INVALID_ALLOWANCE = XlshipAnswer("AMAZON_INVALID_ALLOWANCE", False, Array(validity, delivery_date, category, which, as_of, package))
End Function

Public Function AMAZON_VTR_RECOVERY( _
        ByVal validity As Variant, _
        ByVal delivery_date As Variant, _
        Optional ByVal category As Variant, _
        Optional ByVal which As Variant, _
        Optional ByVal as_of As Variant, _
        Optional ByVal package As Variant) As Variant
    If IsMissing(as_of) Then Application.Volatile
    AMAZON_VTR_RECOVERY = XlshipAnswer("AMAZON_VTR_RECOVERY", False, Array(validity, delivery_date, category, which, as_of, package))
End Function

Public Function CARRIER_NAME(ByVal name As Variant) As Variant
    CARRIER_NAME = XlshipAnswer("CARRIER_NAME", False, Array(name))
End Function

Public Function TRACKING_CHECK(ByVal carrier As Variant, ByVal number As Variant) As Variant
    TRACKING_CHECK = XlshipAnswer("TRACKING_CHECK", False, Array(carrier, number))
End Function

Public Function HOLD_LAST_DAY( _
        Optional ByVal shipped As Variant, _
        Optional ByVal arrived As Variant, _
        Optional ByVal place As Variant, _
        Optional ByVal service As Variant) As Variant
    If IsMissing(shipped) Then Application.Volatile
    HOLD_LAST_DAY = XlshipAnswer("HOLD_LAST_DAY", True, Array(shipped, arrived, place, service))
End Function

Public Function HOLD_STAGE( _
        Optional ByVal status As Variant, _
        Optional ByVal shipped As Variant, _
        Optional ByVal arrived As Variant, _
        Optional ByVal contacted As Variant, _
        Optional ByVal as_of As Variant, _
        Optional ByVal place As Variant, _
        Optional ByVal service As Variant, _
        Optional ByVal answered As Variant) As Variant
    If IsMissing(status) Or IsMissing(as_of) Then Application.Volatile
    HOLD_STAGE = XlshipAnswer("HOLD_STAGE", True, Array(status, shipped, arrived, contacted, as_of, place, service, answered))
End Function

Public Function HOLD_ACTION( _
        Optional ByVal status As Variant, _
        Optional ByVal shipped As Variant, _
        Optional ByVal arrived As Variant, _
        Optional ByVal contacted As Variant, _
        Optional ByVal as_of As Variant, _
        Optional ByVal place As Variant, _
        Optional ByVal service As Variant, _
        Optional ByVal answered As Variant) As Variant
    If IsMissing(status) Or IsMissing(as_of) Then Application.Volatile
    HOLD_ACTION = XlshipAnswer("HOLD_ACTION", True, Array(status, shipped, arrived, contacted, as_of, place, service, answered))
End Function

Public Function HOLD_MESSAGE( _
        ByVal kind As Variant, _
        Optional ByVal number As Variant, _
        Optional ByVal last_day As Variant, _
        Optional ByVal shop As Variant, _
        Optional ByVal place As Variant, _
        Optional ByVal service As Variant) As Variant
    HOLD_MESSAGE = XlshipAnswer("HOLD_MESSAGE", False, Array(kind, number, last_day, shop, place, service))
End Function

Public Function TRACKING_STATUS(ByVal text As Variant) As Variant
    TRACKING_STATUS = XlshipAnswer("TRACKING_STATUS", False, Array(text))
End Function

Public Function SHIPCHECK_EXPLAIN(ByVal function_name As Variant, ParamArray arguments() As Variant) As Variant
    Dim rest As Variant
    rest = arguments
    Application.Volatile
    SHIPCHECK_EXPLAIN = XlshipAnswer("SHIPCHECK_EXPLAIN", False, WithRest(function_name, rest))
End Function

Public Function SHIPCHECK_VERSION() As Variant
    SHIPCHECK_VERSION = XlshipAnswer("SHIPCHECK_VERSION", False, Array())
End Function

Public Function AMAZON_LATE_RATE( _
        ByVal order As Variant, _
        ByVal ship_by As Variant, _
        ByVal shipped As Variant, _
        Optional ByVal status As Variant, _
        Optional ByVal as_of As Variant) As Variant
    If IsMissing(as_of) Then Application.Volatile
    AMAZON_LATE_RATE = XlshipAnswer("AMAZON_LATE_RATE", False, Array(order, ship_by, shipped, status, as_of))
End Function

Public Function AMAZON_CANCEL_RATE( _
        ByVal order As Variant, _
        ByVal order_date As Variant, _
        ByVal status As Variant, _
        Optional ByVal as_of As Variant) As Variant
    If IsMissing(as_of) Then Application.Volatile
    AMAZON_CANCEL_RATE = XlshipAnswer("AMAZON_CANCEL_RATE", False, Array(order, order_date, status, as_of))
End Function

Public Function AMAZON_LATE_ALLOWANCE( _
        ByVal order As Variant, _
        ByVal ship_by As Variant, _
        ByVal shipped As Variant, _
        Optional ByVal status As Variant, _
        Optional ByVal as_of As Variant) As Variant
    If IsMissing(as_of) Then Application.Volatile
    AMAZON_LATE_ALLOWANCE = XlshipAnswer("AMAZON_LATE_ALLOWANCE", False, Array(order, ship_by, shipped, status, as_of))
End Function

Public Function AMAZON_CANCEL_ALLOWANCE( _
        ByVal order As Variant, _
        ByVal order_date As Variant, _
        ByVal status As Variant, _
        Optional ByVal as_of As Variant) As Variant
    If IsMissing(as_of) Then Application.Volatile
    AMAZON_CANCEL_ALLOWANCE = XlshipAnswer("AMAZON_CANCEL_ALLOWANCE", False, Array(order, order_date, status, as_of))
End Function

Public Function QOO10_CANCEL_RATE( _
        ByVal order As Variant, _
        ByVal paid As Variant, _
        ByVal status As Variant, _
        Optional ByVal early As Variant, _
        Optional ByVal as_of As Variant) As Variant
    If IsMissing(as_of) Then Application.Volatile
    QOO10_CANCEL_RATE = XlshipAnswer("QOO10_CANCEL_RATE", False, Array(order, paid, status, early, as_of))
End Function

Public Function QOO10_CANCEL_ALLOWANCE( _
        ByVal order As Variant, _
        ByVal paid As Variant, _
        ByVal status As Variant, _
        Optional ByVal early As Variant, _
        Optional ByVal as_of As Variant) As Variant
    If IsMissing(as_of) Then Application.Volatile
    QOO10_CANCEL_ALLOWANCE = XlshipAnswer("QOO10_CANCEL_ALLOWANCE", False, Array(order, paid, status, early, as_of))
End Function
