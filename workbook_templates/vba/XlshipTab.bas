Attribute VB_Name = "XlshipTab"
Option Explicit
Option Private Module

' The buttons of the ribbon tab; each starts the macro of the same name.

Public Sub XlshipRibbonLoaded(ByVal ribbon As IRibbonUI)
    Dim book As Workbook
    XlshipWatch
    ' Those that were there before the ribbon was.
    For Each book In Workbooks
        XlshipBookOpened book
    Next
    XlshipDescribeFunctions
End Sub

Public Sub XlshipRibbonRefreshSheet(ByVal control As IRibbonControl)
    XlshipRefreshSheet
End Sub

Public Sub XlshipRibbonRefreshBook(ByVal control As IRibbonControl)
    XlshipRefreshBook
End Sub

Public Sub XlshipRibbonImport(ByVal control As IRibbonControl)
    XlshipImport
End Sub

Public Sub XlshipRibbonMessages(ByVal control As IRibbonControl)
    XlshipMessages
End Sub

Public Sub XlshipRibbonSettings(ByVal control As IRibbonControl)
    XlshipSettings
End Sub

Public Sub XlshipRibbonHelp(ByVal control As IRibbonControl)
    XlshipHelp
End Sub
