Option Explicit

Private WithEvents watched As Application

' Sees the sheets of every book change, not only those of this one: formulas of a seller's own book follow
' their settings too. Nothing runs when a book is opened; the first formula or the ribbon starts it.
Public Sub Watch()
#If Not Mac Then
    If Not watched Is Nothing Then Exit Sub
    Set watched = Application
#End If
End Sub

Private Sub watched_SheetChange(ByVal Sh As Object, ByVal Target As Range)
    XlshipSheetChanged Sh
End Sub

Private Sub watched_SheetCalculate(ByVal Sh As Object)
    XlshipSheetCalculated Sh
End Sub

Private Sub watched_WorkbookOpen(ByVal Wb As Workbook)
    XlshipBookOpened Wb
End Sub
