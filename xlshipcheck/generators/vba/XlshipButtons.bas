Option Explicit

Private Const MostMessages As Long = 200

' What the buttons and the ribbon start. They work on the book in front, whichever book holds them.

Public Sub XlshipRefreshSheet()
    If Not ActiveSheet Is Nothing Then RefreshNow ActiveSheet.Name
End Sub

Public Sub XlshipRefreshBook()
    RefreshNow ""
End Sub

Public Sub XlshipImport()
    Dim book As Workbook, chosen As Variant, said As String
    Set book = ActiveWorkbook
    If book Is Nothing Then Exit Sub
    chosen = Application.GetOpenFilename(TextOf("file_kinds") & " (*.csv;*.txt;*.tsv),*.csv;*.txt;*.tsv", _
        1, TextOf("choose_exports"), , True)
    If Not IsArray(chosen) Then Exit Sub
    Application.EnableEvents = False
    said = Imported(book, chosen)
    Application.EnableEvents = True
    MsgBox said, vbInformation, TextOf("title")
    RefreshNow ""
End Sub

' The messages for the selected rows: one goes to the clipboard, several into a new book to copy them from. No
' sheet of the seller's is touched.
Public Sub XlshipMessages()
    Dim chosen As Range, area As Range, oneRow As Range, count As Long, said As String, cause As String
    Dim found(1 To MostMessages) As String
    If TypeName(Selection) <> "Range" Then Exit Sub
    Set chosen = Selection
    For Each area In chosen.Areas
        For Each oneRow In area.Rows
            If count >= MostMessages Then Exit For
            said = MessageFor(oneRow.Cells(1, 1), cause)
            If said = TextOf("which_cause") Then
                cause = InputBox(TextOf("choose_cause"), TextOf("title"), "1")
                If Trim(cause) = "" Then Exit Sub
                said = MessageFor(oneRow.Cells(1, 1), cause)
            End If
            count = count + 1
            found(count) = said
        Next
    Next
    If count = 1 Then
        If Not IsMessage(said) Then
            MsgBox said, vbInformation, TextOf("title")
            Exit Sub
        End If
        If Copied(said) Then
            MsgBox TextOf("copied") & vbCrLf & vbCrLf & said, vbInformation, TextOf("title")
            Exit Sub
        End If
        MsgBox TextOf("not_copied"), vbInformation, TextOf("title")
    End If
    WriteMessages found, count
End Sub

Private Function IsMessage(ByVal said As String) As Boolean
    IsMessage = Left(said, Len(TextOf("error_prefix"))) <> TextOf("error_prefix") _
        And Left(said, Len(TextOf("no_message"))) <> TextOf("no_message")
End Function

Private Sub WriteMessages(ByVal found As Variant, ByVal count As Long)
    Dim target As Worksheet, position As Long
    Set target = Workbooks.Add.Worksheets(1)
    target.Columns(1).ColumnWidth = 90
    target.Columns(1).NumberFormat = "@"
    target.Columns(1).WrapText = True
    target.Columns(1).VerticalAlignment = xlTop
    For position = 1 To count
        target.Cells(position, 1).Value = found(position)
    Next
End Sub

Public Sub XlshipSettings()
    ShowSheet TextOf("settings_sheet"), TextOf("no_settings")
End Sub

Public Sub XlshipHelp()
    ShowSheet TextOf("help_sheet"), TextOf("help_words")
End Sub

' The words that Excel shows beside a function and its arguments; they last as long as the session.
Public Sub XlshipDescribeFunctions()
    Static described As Boolean
    Dim rows As Variant, row As Long, count As Long, position As Long, words() As Variant
    If described Or ActiveWorkbook Is Nothing Then Exit Sub
    described = True
    rows = HelpSheet.UsedRange.Value2
    On Error Resume Next
    For row = 1 To UBound(rows, 1)
        count = 0
        Do While count + 3 <= UBound(rows, 2)
            If IsEmpty(rows(row, count + 3)) Then Exit Do
            count = count + 1
        Loop
        If count = 0 Then
            Application.MacroOptions Macro:=CStr(rows(row, 1)), Description:=CStr(rows(row, 2)), _
                Category:=TextOf("fx_category")
        Else
            ReDim words(1 To count)
            For position = 1 To count
                words(position) = CStr(rows(row, position + 2))
            Next
            Application.MacroOptions Macro:=CStr(rows(row, 1)), Description:=CStr(rows(row, 2)), _
                Category:=TextOf("fx_category"), ArgumentDescriptions:=words
        End If
    Next
End Sub

Private Sub RefreshNow(ByVal sheetName As String)
    Dim book As Workbook, said As String
    Set book = ActiveWorkbook
    If book Is Nothing Then Exit Sub
    Application.EnableEvents = False
    SetAsOfToday book
    said = Refreshed(book, sheetName)
    Application.EnableEvents = True
    Recalculate book
    XlshipDescribeFunctions
    MsgBox said, vbInformation, TextOf("title")
End Sub

' Formulas look at the day through this cell, so that none of them changes behind the seller's back.
Private Sub SetAsOfToday(ByVal book As Workbook)
    Dim entry As Name
    For Each entry In book.Names
        If entry.Name = TextOf("as_of_name") Then
            If Not entry.RefersToRange.HasFormula Then entry.RefersToRange.Value = Date
        End If
    Next
End Sub

' Formulas that take the settings from the sheet do not see them change.
Public Sub Recalculate(ByVal book As Workbook)
    Dim sheet As Worksheet
    ForgetAnswers
    For Each sheet In book.Worksheets
        sheet.UsedRange.Dirty
    Next
    If Application.Calculation <> xlCalculationManual Then Application.Calculate
End Sub

Private Sub ShowSheet(ByVal sheetName As String, ByVal otherwise As String)
    Dim sheet As Worksheet
    If Not ActiveWorkbook Is Nothing Then
        For Each sheet In ActiveWorkbook.Worksheets
            If sheet.Name = sheetName Then
                sheet.Activate
                Exit Sub
            End If
        Next
    End If
    MsgBox otherwise, vbInformation, TextOf("title")
End Sub
