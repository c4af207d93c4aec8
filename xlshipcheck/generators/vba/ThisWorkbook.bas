Option Explicit

Private Sub Workbook_SheetChange(ByVal Sh As Object, ByVal Target As Range)
    If Sh.Name = TextOf("settings_sheet") Then Recalculate Me
End Sub
