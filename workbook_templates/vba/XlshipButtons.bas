Attribute VB_Name = "XlshipButtons"
Option Explicit

Private Const MostMessages As Long = 200

Private recalculating As Boolean
Private seenSettings As Object

' What the buttons and the ribbon start. They work on the book in front, whichever book holds them.

Public Sub XlshipRefreshSheet()
    Pressed "sheet"
End Sub

Public Sub XlshipRefreshBook()
    Pressed "all sheets"
End Sub

Public Sub XlshipImport()
    Pressed "import"
End Sub

Public Sub XlshipMessages()
    Pressed "texts"
End Sub

Public Sub XlshipSettings()
    Pressed "settings sheet"
End Sub

Public Sub XlshipHelp()
    Pressed "help sheet"
End Sub

' The one way through which every button goes: whatever happens in it, Excel is given back as it was. Esc must not
' bring up Excel's own dialog, whose End leaves events switched off in every book; the program looks for Esc itself.
Private Sub Pressed(ByVal button As String)
    Dim before As Variant, said As String
    If OnMac() Then
        MsgBox TextOf("on_mac"), vbInformation, TextOf("title")
        Exit Sub
    End If
    before = ExcelAsItIs()
    QuietExcel
    said = Worked(button)
    GiveBack before
    If said <> "" Then MsgBox said, vbInformation, TextOf("title")
End Sub

Private Function ExcelAsItIs() As Variant
    Dim kept(0 To 4) As Variant
    ' Without a book Excel refuses to tell some of these.
    On Error Resume Next
    kept(0) = Application.EnableEvents
    kept(1) = Application.EnableCancelKey
    kept(2) = Application.ScreenUpdating
    kept(3) = Application.DisplayAlerts
    kept(4) = Application.Calculation
    ExcelAsItIs = kept
End Function

Private Sub QuietExcel()
    On Error Resume Next
    Application.EnableCancelKey = xlDisabled
    Application.EnableEvents = False
End Sub

Private Sub GiveBack(ByVal before As Variant)
    On Error Resume Next
    If Not IsEmpty(before(4)) Then
        If Application.Calculation <> before(4) Then Application.Calculation = before(4)
    End If
    Application.DisplayAlerts = before(3)
    Application.ScreenUpdating = before(2)
    Application.EnableEvents = before(0)
    Application.EnableCancelKey = before(1)
    ' A server that has died leaves its last words there.
    Application.StatusBar = False
End Sub

' Does what a button is for and returns the sentence to show; it never raises.
Private Function Worked(ByVal button As String) As String
    On Error GoTo Failed
    Dim problem As Long, description As String
    If ActiveWorkbook Is Nothing Then
        Worked = TextOf("no_book")
    ElseIf button = "sheet" Then
        Worked = RefreshNow(ActiveWorkbook, ActiveSheet.Name)
    ElseIf button = "all sheets" Then
        Worked = RefreshNow(ActiveWorkbook, "")
    ElseIf button = "import" Then
        Worked = ImportNow(ActiveWorkbook)
    ElseIf button = "texts" Then
        Worked = MessagesNow()
    ElseIf button = "settings sheet" Then
        Worked = ShowSheet(TextOf("settings_sheet"), TextOf("no_settings"))
    Else
        Worked = ShowSheet(TextOf("help_sheet"), TextOf("help_words"))
    End If
    Exit Function
Failed:
    problem = Err.Number
    description = Err.Description
    Worked = TextOf("error_prefix") & FailureText(problem, description)
End Function

Private Function RefreshNow(ByVal book As Workbook, ByVal sheetName As String) As String
    Dim asOf As Range, before As Variant, hours As Double, wanted As Variant
    Set asOf = CellOfName(book, TextOf("as_of_name"), TextOf("settings_sheet"))
    If Not asOf Is Nothing Then
        before = asOf.Value2
        hours = HoursToJapan()
        ' Formulas look at the day through a cell, so that none of them changes behind the seller's back. Our template
        ' keeps the day of the refresh, which the server writes, on a hidden sheet: there a blank is today.
        If CellOfName(book, TextOf("refreshed_name"), TextOf("words_sheet")) Is Nothing Then
            wanted = CLng(Int(CDbl(Now) + hours / 24))
        Else
            wanted = Empty
        End If
        If Not CanSet(asOf, wanted) Then
            RefreshNow = TextOf("settings_protected")
            Exit Function
        End If
        ' A formula in it, such as =TODAY(), is the seller's own choice.
        If IsFixedDay(asOf) And Not IsDay(asOf, wanted) Then asOf.Value2 = wanted
    End If
    RefreshNow = Refreshed(book, sheetName)
    If Not asOf Is Nothing Then
        If Not IsRefusal(RefreshNow) Then
            SetClock CellOfName(book, TextOf("clock_name"), TextOf("words_sheet")), hours
        ElseIf IsFixedDay(asOf) And IsWritable(asOf) Then
            asOf.Value2 = before
        End If
    End If
    Recalculate
    XlshipDescribeFunctions
End Function

Private Function ImportNow(ByVal book As Workbook) As String
    Dim chosen As Variant
    chosen = ChosenFiles(book)
    If Not IsArray(chosen) Then Exit Function
    ImportNow = Imported(book, chosen)
    ' What was refused has changed nothing: there is nothing to refresh, and no day to move on to.
    If Not IsRefusal(ImportNow) Then ImportNow = ImportNow & vbCrLf & vbCrLf & RefreshNow(book, "")
End Function

' The newest exports of the downloads are offered first; who wants others chooses them.
Private Function ChosenFiles(ByVal book As Workbook) As Variant
    Dim offered As Variant, answer As Long, place As Long, paths() As Variant
    offered = OfferedFiles(book)
    answer = vbNo
    If IsArray(offered) Then answer = MsgBox(offered(0), vbYesNoCancel + vbQuestion, TextOf("title"))
    If answer = vbYes Then
        ReDim paths(0 To UBound(offered) - 1)
        For place = 1 To UBound(offered)
            paths(place - 1) = offered(place)
        Next
        ChosenFiles = paths
    ElseIf answer = vbNo Then
        ChosenFiles = Application.GetOpenFilename(TextOf("file_kinds") & " (*.csv;*.txt;*.tsv),*.csv;*.txt;*.tsv", _
            1, TextOf("choose_exports"), , True)
    End If
End Function

Private Function IsRefusal(ByVal said As String) As Boolean
    IsRefusal = Left(said, Len(TextOf("error_prefix"))) = TextOf("error_prefix")
End Function

' The bar above the orders asks whether the day is today's: in Japan, while a formula knows this computer's clock only.
Private Sub SetClock(ByVal place As Range, ByVal hours As Double)
    If place Is Nothing Then Exit Sub
    If place.HasFormula Or place.Worksheet.ProtectContents Then Exit Sub
    If IsNumeric(place.Value2) And Not IsEmpty(place.Value2) Then
        If CDbl(place.Value2) = hours Then Exit Sub
    End If
    place.Value2 = hours
End Sub

' The cell of a sheet of ours that a name stands for; Nothing where this book has none. A name of the seller's own
' that happens to read the same is none.
Private Function CellOfName(ByVal book As Workbook, ByVal wanted As String, ByVal sheetName As String) As Range
    Dim entry As Name, target As Range
    For Each entry In book.Names
        If entry.Name = wanted Then
            Set target = RangeOfName(entry)
            If Not target Is Nothing Then
                If target.Worksheet.Name = sheetName And target.Cells.Count = 1 Then Set CellOfName = target
            End If
        End If
    Next
End Function

' A name that is no range, or whose cell is gone, raises.
Private Function RangeOfName(ByVal entry As Name) As Range
    On Error Resume Next
    Set RangeOfName = entry.RefersToRange
End Function

Private Function IsFixedDay(ByVal asOf As Range) As Boolean
    IsFixedDay = Not asOf.HasFormula
End Function

Private Function CanSet(ByVal asOf As Range, ByVal wanted As Variant) As Boolean
    CanSet = True
    If Not IsFixedDay(asOf) Then Exit Function
    If Not IsDay(asOf, wanted) Then CanSet = IsWritable(asOf)
End Function

Private Function IsDay(ByVal asOf As Range, ByVal wanted As Variant) As Boolean
    If IsEmpty(asOf.Value2) Then
        IsDay = IsEmpty(wanted)
    ElseIf IsNumeric(asOf.Value2) And Not IsEmpty(wanted) Then
        IsDay = (CLng(asOf.Value2) = wanted)
    End If
End Function

Private Function IsWritable(ByVal place As Range) As Boolean
    IsWritable = Not (place.Worksheet.ProtectContents And place.Locked)
End Function

' The messages for the selected rows: one goes to the clipboard, several into a new book to copy them from. No
' sheet of the seller's is touched.
Private Function MessagesNow() As String
    Dim area As Range, inside As Range, oneRow As Range, count As Long, said As String, cause As String
    Dim order As String, seen As String, isCut As Boolean, line As Variant, position As Long
    Dim found(1 To MostMessages, 1 To 5) As String
    If TypeName(Selection) <> "Range" Then
        MessagesNow = TextOf("no_rows")
        Exit Function
    End If
    For Each area In Selection.Areas
        Set inside = Intersect(area, area.Worksheet.UsedRange)
        If Not inside Is Nothing Then
            For Each oneRow In inside.Rows
                If IsWanted(oneRow, seen) Then
                    If count >= MostMessages Then
                        isCut = True
                        Exit For
                    End If
                    seen = seen & oneRow.Row & ","
                    said = MessageFor(oneRow.Cells(1, 1), cause, order)
                    If said = TextOf("which_cause") Then
                        cause = InputBox(TextOf("choose_cause"), TextOf("title"), "1")
                        If Trim(cause) = "" Then Exit Function
                        said = MessageFor(oneRow.Cells(1, 1), cause, order)
                    End If
                    count = count + 1
                    line = MessageLine(oneRow.Cells(1, 1), said)
                    For position = 1 To 5
                        found(count, position) = line(position - 1)
                    Next
                End If
            Next
        End If
    Next
    If count = 0 Then
        MessagesNow = TextOf("no_rows")
    ElseIf count > 1 Then
        MessagesNow = MessagesListed(ActiveWorkbook, found)
        If isCut Then MessagesNow = TextOf("too_many_rows") & vbCrLf & MessagesNow
    ElseIf Not IsMessage(said) Then
        MessagesNow = Titled(order, said)
    ElseIf Copied(said) Then
        MessagesNow = TextOf("copied") & vbCrLf & vbCrLf & Titled(order, said)
    Else
        MessagesNow = MessagesListed(ActiveWorkbook, found)
        If MessagesNow = "" Then MessagesNow = TextOf("not_copied")
    End If
End Function

' A row that a filter hides was not meant: who selects what is shown selects it too. One that was selected twice
' is one row.
Private Function IsWanted(ByVal oneRow As Range, ByVal seen As String) As Boolean
    If InStr("," & seen, "," & oneRow.Row & ",") > 0 Then Exit Function
    IsWanted = Not oneRow.EntireRow.Hidden
End Function

Private Function Titled(ByVal order As String, ByVal said As String) As String
    Titled = said
    If order <> "" Then Titled = "[" & order & "]" & vbCrLf & said
End Function

Private Function IsMessage(ByVal said As String) As Boolean
    IsMessage = Not IsRefusal(said) And Left(said, Len(TextOf("no_message"))) <> TextOf("no_message")
End Function

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

' Starts to watch over the settings of all books.
Public Sub XlshipWatch()
    ThisWorkbook.Watch
End Sub

' Formulas that take the settings from their book do not see them change: they are calculated anew, on every sheet.
' Range.Dirty would reach the sheet in front only.
Public Sub XlshipSheetChanged(ByVal sheet As Object)
    If Not IsWatchedSettings(sheet) Then Exit Sub
    ForgetSheets
    If Application.Calculation = xlCalculationManual Then
        ' Excel itself says that something has to be calculated only where it knows a precedent.
        Application.StatusBar = TextOf("calculate_by_hand")
    Else
        Recalculate
    End If
End Sub

' Settings that are formulas change without an edit.
Public Sub XlshipSheetCalculated(ByVal sheet As Object)
    Dim book As String, key As String, isNew As Boolean
    If Not IsWatchedSettings(sheet) Then Exit Sub
    ForgetSheets
    If seenSettings Is Nothing Then Set seenSettings = CreateObject("Scripting.Dictionary")
    book = sheet.Parent.Name
    key = SettingsKey(sheet.Parent)
    If seenSettings.Exists(book) Then isNew = seenSettings(book) <> key
    seenSettings(book) = key
    If isNew And Application.Calculation <> xlCalculationManual Then Recalculate
End Sub

' The add-in looks after every book but those that bring these macros themselves.
Private Function IsWatchedSettings(ByVal sheet As Object) As Boolean
    Dim other As Worksheet
    If OnMac() Or recalculating Then Exit Function
    If TypeName(sheet) <> "Worksheet" Then Exit Function
    If sheet.Name <> TextOf("settings_sheet") Then Exit Function
    If Not ThisWorkbook.IsAddin Then
        IsWatchedSettings = sheet.Parent.Name = ThisWorkbook.Name
        Exit Function
    End If
    For Each other In sheet.Parent.Worksheets
        If other.Name = TextSheet.Name Then Exit Function
    Next
    IsWatchedSettings = True
End Function

Private Sub Recalculate()
    recalculating = True
    On Error Resume Next
    Application.CalculateFull
    recalculating = False
End Sub

' A book that came from elsewhere names our functions as that computer did, or not so that Excel finds them.
Public Sub XlshipBookOpened(ByVal book As Workbook)
    Dim entry As Name
    If OnMac() Then Exit Sub
    If book.IsAddin Or Not ThisWorkbook.IsAddin Then Exit Sub
    For Each entry In book.Names
        If entry.Name = TextOf("own_name") Then
            Relink book
            Exit For
        End If
    Next
End Sub

Private Function ShowSheet(ByVal sheetName As String, ByVal otherwise As String) As String
    Dim sheet As Worksheet
    For Each sheet In ActiveWorkbook.Worksheets
        If sheet.Name = sheetName Then
            sheet.Activate
            Exit Function
        End If
    Next
    ShowSheet = otherwise
End Function
