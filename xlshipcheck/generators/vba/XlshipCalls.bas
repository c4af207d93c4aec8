Option Explicit
Option Private Module

' Answers come from the COM server of xlshipcheck; they are kept here, so that a recalculation of
' unchanged cells asks nobody. An answer depends on the function, its values and the settings only.

Private Const FirstRows As Long = 20
Private Const MostColumns As Long = 500
Private Const MostSettings As Long = 2000
Private Const MostCells As Long = 20000
Private Const MostAnswers As Long = 50000
' Of the answers and their questions, in either half of what is kept; a character is two bytes.
Private Const MostCharacters As Long = 2000000
Private Const CellCharacters As Long = 12
' Marks a question that never comes back.
Private Const Never As String = "*"
' Calls of one recalculation follow each other at once; after a pause the settings are read anew.
Private Const Pause As Double = 0.05
Private Const RetryAfter As Double = 5

Private server As Object
Private answers As Object
Private olderAnswers As Object
Private keptCharacters As Long
Private sheetValues As Object
Private sheetKeys As Object
Private keyNumbers As Object
Private keyCharacters As Long
Private lastKey As Double
Private texts As Object
Private lastCall As Double
Private lastFailure As Double
Private lastProblem As String

Public Function XlshipAnswer(ByVal functionName As String, ByVal rowAware As Boolean, ByVal given As Variant) As Variant
    On Error GoTo Failed
    Dim cell As Range, settings As String, headers As String, ownRow As Variant
    Dim position As Long, key As String, answer As Variant, problem As String
    If OnMac() Then
        XlshipAnswer = TextOf("error_prefix") & TextOf("on_mac")
        Exit Function
    End If
    BeginCall
    Set cell = CallingCell()
    settings = SettingsOf(BookOf(cell))
    ' Without a day in the settings the answer is that of today.
    key = functionName & vbTab & CLng(Date) & sheetKeys(settings)
    For position = 0 To UBound(given)
        If IsObject(given(position)) Then
            ' Value2 of areas that stand apart is that of the first one, without a sign.
            If given(position).Areas.Count > 1 Then
                XlshipAnswer = TextOf("several_areas")
                Exit Function
            End If
            given(position) = ValuesOf(Clipped(given(position)))
        End If
        key = key & KeyOf(given(position))
    Next
    If rowAware And Not cell Is Nothing Then
        If IsLeftOut(given(0)) Then
            headers = ReadOwnRow(cell, settings, ownRow)
            key = key & sheetKeys(headers) & KeyOf(ownRow)
        End If
    End If
    If IsKept(key) Then
        XlshipAnswer = answers(key)
        Exit Function
    End If
    If Not Ask(answer, functionName, given, settings, headers, ownRow) Then
        ' Without it the cell would show this sentence until one of its precedents changes.
        Application.Volatile
        XlshipAnswer = TextOf("error_prefix") & lastProblem
        Exit Function
    End If
    Keep key, answer
    XlshipAnswer = answer
    Exit Function
Failed:
    problem = Err.Description
    XlshipAnswer = TextOf("vba_failed") & problem
End Function

' Refreshes the order sheets of a book and returns the sentence to show; sheetName "" stands for all. A refresh
' may be tried twice: what the first attempt had written by its end, the second one writes again.
Public Function Refreshed(ByVal book As Workbook, ByVal sheetName As String) As String
    Dim attempt As Long, problem As Long, description As String
    ForgetAnswers
    For attempt = 1 To 2
        On Error Resume Next
        Err.Clear
        StartServer
        Refreshed = server.Refresh(book, sheetValues(SettingsOf(book)), sheetName, Contract)
        If Err.Number = 0 Then Exit Function
        problem = Err.Number
        description = Err.Description
        Set server = Nothing
        On Error GoTo 0
    Next
    Refreshed = TextOf("error_prefix") & FailureText(problem, description)
End Function

' Imports exports into a book and returns the sentence to show. An import is never tried twice: the first
' attempt may have written before its answer was lost.
Public Function Imported(ByVal book As Workbook, ByVal paths As Variant) As String
    ForgetAnswers
    On Error Resume Next
    Set server = Nothing
    StartServer
    Imported = server.Import(book, paths, sheetValues(SettingsOf(book)), Contract)
    If Err.Number <> 0 Then Imported = TextOf("error_prefix") & FailureText(Err.Number, Err.Description)
End Function

' The newest exports of the download folder: a question, then the paths. No array where there are none, or where
' nobody answers: then the seller chooses the files himself.
Public Function OfferedFiles(ByVal book As Workbook) As Variant
    BeginCall
    On Error Resume Next
    StartServer
    OfferedFiles = server.Offer(book, sheetValues(SettingsOf(book)), Contract)
    If Err.Number <> 0 Then Set server = Nothing
End Function

' Returns the message that the row of a cell asks for now; cause "" until the seller has been asked for one.
' Behind the word comes what the row is about, such as its order number.
Public Function MessageFor(ByVal cell As Range, ByVal cause As String, ByRef order As String) As String
    Dim settings As String, headers As String, ownRow As Variant
    BeginCall
    settings = SettingsOf(cell.Worksheet.Parent)
    headers = ReadOwnRow(cell, settings, ownRow)
    On Error Resume Next
    StartServer
    order = server.OrderInRow(sheetValues(headers), ownRow, sheetValues(settings), Contract)
    MessageFor = server.MessageInRow(sheetValues(headers), ownRow, sheetValues(settings), Contract, cause)
    If Err.Number <> 0 Then
        MessageFor = TextOf("error_prefix") & FailureText(Err.Number, Err.Description)
        Set server = Nothing
    End If
End Function

' Returns the line of a row in the list of messages, five texts: order, recipient, stage, text, why there is none.
Public Function MessageLine(ByVal cell As Range, ByVal said As String) As Variant
    Dim settings As String, headers As String, ownRow As Variant, problem As String
    BeginCall
    settings = SettingsOf(cell.Worksheet.Parent)
    headers = ReadOwnRow(cell, settings, ownRow)
    On Error Resume Next
    StartServer
    MessageLine = server.MessageLine(sheetValues(headers), ownRow, said, sheetValues(settings), Contract)
    If Err.Number <> 0 Then
        problem = TextOf("error_prefix") & FailureText(Err.Number, Err.Description)
        Set server = Nothing
    ElseIf Not IsArray(MessageLine) Then
        problem = MessageLine
    End If
    If problem <> "" Then MessageLine = Array("", "", "", "", problem)
End Function

' Writes lines of messages into a new book; returns what could not be done, "" for nothing.
Public Function MessagesListed(ByVal book As Workbook, ByVal lines As Variant) As String
    BeginCall
    On Error Resume Next
    StartServer
    MessagesListed = server.ListMessages(book, lines, Contract)
    If Err.Number <> 0 Then
        MessagesListed = TextOf("error_prefix") & FailureText(Err.Number, Err.Description)
        Set server = Nothing
    End If
End Function

' Puts a text on the clipboard; False where it did not get there.
Public Function Copied(ByVal words As String) As Boolean
    Dim answer As Variant
    BeginCall
    On Error Resume Next
    StartServer
    answer = server.CopyText(words, Contract)
    If Err.Number <> 0 Then Set server = Nothing
    If VarType(answer) = vbBoolean Then Copied = answer
End Function

' The hours by which Japan is ahead of this computer's clock; none where nobody can tell.
Public Function HoursToJapan() As Double
    Dim answer As Variant
    BeginCall
    On Error Resume Next
    StartServer
    answer = server.HoursToJapan(Contract)
    If Err.Number <> 0 Then Set server = Nothing
    If VarType(answer) = vbDouble Then HoursToJapan = answer
End Function

' Gives formulas the names of the functions that are installed here; nothing is said where it cannot be done.
Public Sub Relink(ByVal book As Workbook)
    BeginCall
    On Error Resume Next
    StartServer
    server.Relink book, Contract
    If Err.Number <> 0 Then Set server = Nothing
End Sub

' What was read from the sheets is read anew, whenever that was.
Public Sub ForgetSheets()
    Set sheetValues = Nothing
    lastFailure = 0
End Sub

' Tells the settings of a book apart from what they were before.
Public Function SettingsKey(ByVal book As Workbook) As String
    BeginCall
    SettingsKey = sheetKeys(SettingsOf(book))
End Function

' The sentence for a failure: what a clerk can do about it.
Public Function FailureText(ByVal number As Long, ByVal description As String) As String
    Dim key As String
    key = "failure:" & number
    FailureText = TextOf(key)
    If FailureText = key Then FailureText = TextOf("failure") & description & " (" & number & ")"
End Function

' There is no COM server on a Mac, nor a Scripting.Dictionary.
Public Function OnMac() As Boolean
    OnMac = False
#If Mac Then
    OnMac = True
#End If
End Function

Public Sub ForgetAnswers()
    Set answers = Nothing
    lastCall = 0
    lastFailure = 0
    BeginCall
End Sub

' The texts of this program stand on a hidden sheet: source holds ASCII only.
Public Function TextOf(ByVal key As String) As String
    Dim rows As Variant, position As Long
    If OnMac() Then
        rows = TextSheet.UsedRange.Value2
        TextOf = key
        For position = 1 To UBound(rows, 1)
            If CStr(rows(position, 1)) = key Then TextOf = CStr(rows(position, 2))
        Next
        Exit Function
    End If
    If texts Is Nothing Then
        Set texts = CreateObject("Scripting.Dictionary")
        rows = TextSheet.UsedRange.Value2
        For position = 1 To UBound(rows, 1)
            texts(CStr(rows(position, 1))) = CStr(rows(position, 2))
        Next
    End If
    If texts.Exists(key) Then TextOf = texts(key) Else TextOf = key
End Function

Private Sub BeginCall()
    XlshipWatch
    If answers Is Nothing Then
        Set answers = CreateObject("Scripting.Dictionary")
        Set olderAnswers = CreateObject("Scripting.Dictionary")
        keptCharacters = 0
        ForgetKeys
        Set sheetValues = Nothing
    End If
    If sheetValues Is Nothing Or Abs(Timer - lastCall) > Pause Then
        Set sheetValues = CreateObject("Scripting.Dictionary")
        Set sheetKeys = CreateObject("Scripting.Dictionary")
    End If
    lastCall = Timer
End Sub

Private Function Ask(ByRef answer As Variant, ByVal functionName As String, ByVal given As Variant, _
        ByVal settings As String, ByVal headers As String, ByVal ownRow As Variant) As Boolean
    Dim attempt As Long, problem As Long, description As String
    If lastFailure > 0 And Abs(Timer - lastFailure) < RetryAfter Then Exit Function
    For attempt = 1 To 2
        On Error Resume Next
        Err.Clear
        StartServer
        If functionName = "" Then
            answer = server.HeaderRow(given, sheetValues(settings), Contract)
        ElseIf headers = "" Then
            answer = server.CallFunction(functionName, given, sheetValues(settings), Contract)
        Else
            answer = server.CallInRow(functionName, sheetValues(headers), ownRow, given, sheetValues(settings), Contract)
        End If
        If Err.Number = 0 Then
            Ask = True
            lastFailure = 0
            lastCall = Timer
            Exit Function
        End If
        ' A server that has ended: a new object starts another one, and that once only.
        problem = Err.Number
        description = Err.Description
        Set server = Nothing
        On Error GoTo 0
    Next
    lastFailure = Timer
    lastProblem = FailureText(problem, description)
End Function

Private Sub StartServer()
    If server Is Nothing Then
        Set server = CreateObject(ProgId)
        answers.RemoveAll
        olderAnswers.RemoveAll
        keptCharacters = 0
    End If
End Sub

' Tells whether an answer is kept, and lets what is used stay longer than what is not.
Private Function IsKept(ByVal key As String) As Boolean
    IsKept = answers.Exists(key)
    If IsKept Then Exit Function
    If olderAnswers.Exists(key) Then
        Keep key, olderAnswers(key)
        IsKept = answers.Exists(key)
    End If
End Function

' Keeps an answer. When there are too many, or too large ones, those that were not used since the last time go.
Private Sub Keep(ByVal key As String, ByVal answer As Variant)
    Dim size As Long, held As Variant
    If InStr(key, vbTab & Never) > 0 Then Exit Sub
    held = answer
    size = Len(key) + SizeOf(held)
    If size > MostCharacters Then Exit Sub
    If keptCharacters + size > MostCharacters Or answers.Count >= MostAnswers Then
        Set olderAnswers = answers
        Set answers = CreateObject("Scripting.Dictionary")
        keptCharacters = 0
    End If
    answers(key) = held
    keptCharacters = keptCharacters + size
End Sub

Private Function SizeOf(ByVal answer As Variant) As Long
    Dim row As Long, column As Long
    If Not IsArray(answer) Then
        SizeOf = CellCharacters
        If VarType(answer) = vbString Then SizeOf = SizeOf + Len(answer)
        Exit Function
    End If
    If Dimensions(answer) <> 2 Then
        SizeOf = MostCharacters
        Exit Function
    End If
    For row = LBound(answer, 1) To UBound(answer, 1)
        For column = LBound(answer, 2) To UBound(answer, 2)
            SizeOf = SizeOf + CellCharacters
            If VarType(answer(row, column)) = vbString Then SizeOf = SizeOf + Len(answer(row, column))
        Next
    Next
End Function

Private Sub ForgetKeys()
    Set keyNumbers = CreateObject("Scripting.Dictionary")
    keyCharacters = 0
End Sub

Private Function CallingCell() As Range
    If TypeName(Application.Caller) = "Range" Then Set CallingCell = Application.Caller.Cells(1, 1)
End Function

Private Function BookOf(ByVal cell As Range) As Workbook
    If cell Is Nothing Then
        Set BookOf = ActiveWorkbook
    Else
        Set BookOf = cell.Worksheet.Parent
    End If
End Function

' Reads the settings of a book, and returns the name under which they are kept.
Private Function SettingsOf(ByVal book As Workbook) As String
    Dim sheet As Worksheet, key As String, last As Long
    key = "settings:"
    If Not book Is Nothing Then key = key & vbTab & book.Name
    SettingsOf = key
    If sheetValues.Exists(key) Then Exit Function
    sheetValues(key) = Empty
    If Not book Is Nothing Then
        For Each sheet In book.Worksheets
            If sheet.Name = TextOf("settings_sheet") Then
                last = LastRow(sheet)
                If last > MostSettings Then last = MostSettings
                sheetValues(key) = Grid(FromTop(sheet, 1, last))
            End If
        Next
    End If
    sheetKeys(key) = KeyNumber(sheetValues(key))
End Function

' Reads the header row of the caller's table or sheet, and its own row; returns the name under which the
' headers are kept.
Private Function ReadOwnRow(ByVal cell As Range, ByVal settings As String, ByRef ownRow As Variant) As String
    Dim table As ListObject, sheet As Worksheet, first As Long, last As Long, column As Variant, key As String
    Set sheet = cell.Worksheet
    Set table = cell.ListObject
    If Not table Is Nothing Then
        If table.HeaderRowRange Is Nothing Then Set table = Nothing
    End If
    key = "headers" & vbTab & sheet.Parent.Name & vbTab & sheet.Name & vbTab
    If table Is Nothing Then
        first = HeaderRowOf(sheet, key, settings)
        last = first
        If first < 1 Or first >= cell.Row Then
            ' The server says what is wrong with the rows above.
            first = 1
            last = cell.Row - 1
            If last > FirstRows Then last = FirstRows
            If last < 1 Then last = 1
        End If
        key = key & first & ":" & last
        If Not sheetValues.Exists(key) Then KeepHeaders key, Grid(FromTop(sheet, first, last))
        ownRow = Grid(FromTop(sheet, cell.Row, cell.Row))
    Else
        key = key & table.Name
        If Not sheetValues.Exists(key) Then KeepHeaders key, Grid(table.HeaderRowRange)
        ownRow = Grid(Intersect(table.Range, cell.EntireRow))
    End If
    ' Our own results would make every answer the question of the next recalculation.
    For Each column In sheetValues(key & vbTab & "results")
        ownRow(1, column) = Empty
    Next
    ReadOwnRow = key
End Function

' Which of the first rows of a sheet is its header row is for the server to say; 0 for none. It is asked once for
' the same rows: were they part of every question, one edit among them would ask for the whole sheet again.
Private Function HeaderRowOf(ByVal sheet As Worksheet, ByVal place As String, ByVal settings As String) As Long
    Dim last As Long, first As Variant, key As String, answer As Variant
    If Not sheetValues.Exists(place) Then
        last = LastRow(sheet)
        If last > FirstRows Then last = FirstRows
        first = Grid(FromTop(sheet, 1, last))
        key = "header row" & sheetKeys(settings) & KeyOf(first)
        If IsKept(key) Then
            answer = answers(key)
        Else
            If Not Ask(answer, "", first, settings, "", Empty) Then Exit Function
            If Not IsNumeric(answer) Then answer = 0
            Keep key, answer
        End If
        sheetValues(place) = answer
    End If
    HeaderRowOf = sheetValues(place)
End Function

Private Sub KeepHeaders(ByVal key As String, ByVal headers As Variant)
    Dim row As Long, column As Long, results As New Collection
    For column = 1 To UBound(headers, 2)
        For row = 1 To UBound(headers, 1)
            If Not IsError(headers(row, column)) Then
                If TextOf("result:" & headers(row, column)) = "1" Then
                    results.Add column
                    Exit For
                End If
            End If
        Next
    Next
    sheetValues(key) = headers
    sheetKeys(key) = KeyNumber(headers)
    sheetValues.Add key & vbTab & "results", results
End Sub

Private Function LastRow(ByVal sheet As Worksheet) As Long
    LastRow = sheet.UsedRange.Row + sheet.UsedRange.Rows.Count - 1
End Function

Private Function FromTop(ByVal sheet As Worksheet, ByVal first As Long, ByVal last As Long) As Range
    Dim columns As Long
    columns = sheet.UsedRange.Column + sheet.UsedRange.Columns.Count - 1
    ' A row that is formatted to its end looks used to its end.
    If columns > MostColumns Then columns = MostColumns
    Set FromTop = sheet.Range(sheet.Cells(first, 1), sheet.Cells(last, columns))
End Function

Private Function Clipped(ByVal area As Range) As Range
    Set Clipped = area
    If area.Rows.Count = area.Worksheet.Rows.Count Then Set Clipped = area.Resize(LastRow(area.Worksheet))
End Function

' Value2 gives numbers where dates stand; only a book that counts from 1904 needs the dates themselves.
Private Function ValuesOf(ByVal area As Range) As Variant
    If area.Worksheet.Parent.Date1904 Then
        ValuesOf = area.Value
    Else
        ValuesOf = area.Value2
    End If
End Function

Private Function Grid(ByVal area As Range) As Variant
    Dim one(1 To 1, 1 To 1) As Variant
    If area.Cells.Count = 1 Then
        one(1, 1) = ValuesOf(area)
        Grid = one
    Else
        Grid = ValuesOf(area)
    End If
End Function

' Missing stays missing when it is handed on, and only then can it be told.
Public Function IsLeftOut(Optional ByVal value As Variant) As Boolean
    IsLeftOut = IsMissing(value)
End Function

' A short number for a long key that many calls share.
Private Function KeyNumber(ByVal value As Variant) As String
    Dim key As String
    key = KeyOf(value)
    If keyNumbers.Exists(key) Then
        KeyNumber = keyNumbers(key)
        Exit Function
    End If
    If keyCharacters > MostCharacters Then ForgetKeys
    keyCharacters = keyCharacters + Len(key)
    ' A number is never given twice: an answer kept under it would be that of another question.
    lastKey = lastKey + 1
    KeyNumber = vbTab & "#" & lastKey
    If InStr(key, vbTab & Never) > 0 Then KeyNumber = key
    keyNumbers(key) = KeyNumber
End Function

Private Function KeyOf(ByVal value As Variant) As String
    Dim parts() As String, row As Long, column As Long, part As Long
    If Not IsArray(value) Then
        KeyOf = vbTab & KeyOfCell(value)
        Exit Function
    End If
    If Dimensions(value) <> 2 Then
        ReDim parts(LBound(value) To UBound(value))
        For row = LBound(value) To UBound(value)
            parts(row) = KeyOfCell(value(row))
        Next
        KeyOf = vbTab & "(" & Join(parts, vbTab) & ")"
        Exit Function
    End If
    ReDim parts(0 To (UBound(value, 1) - LBound(value, 1) + 1) * (UBound(value, 2) - LBound(value, 2) + 1) - 1)
    If UBound(parts) >= MostCells Then
        ' Comparing so many cells would take longer than asking; this key never comes back.
        lastKey = lastKey + 1
        KeyOf = vbTab & Never & lastKey
        Exit Function
    End If
    For row = LBound(value, 1) To UBound(value, 1)
        For column = LBound(value, 2) To UBound(value, 2)
            parts(part) = KeyOfCell(value(row, column))
            part = part + 1
        Next
    Next
    KeyOf = vbTab & "[" & UBound(value, 2) & ":" & Join(parts, vbTab) & "]"
End Function

Private Function Dimensions(ByVal value As Variant) As Long
    Dim count As Long
    On Error GoTo Counted
    ' There is no asking how many; one too many is an error.
    Do While UBound(value, count + 1) >= LBound(value, count + 1)
        count = count + 1
    Loop
Counted:
    Dimensions = count
End Function

Private Function KeyOfCell(ByVal value As Variant) As String
    Dim shown As String
    Select Case VarType(value)
        Case vbEmpty
            KeyOfCell = "e"
        Case vbError
            If IsLeftOut(value) Then KeyOfCell = "m" Else KeyOfCell = "x" & CStr(value)
        Case vbString
            KeyOfCell = "s" & Len(value) & ":" & value
        Case vbDouble, vbSingle
            ' What is shown is rounded to 15 digits; the rest tells neighbours apart.
            shown = CStr(value)
            KeyOfCell = "d" & shown & "+" & CStr(value - CDbl(shown))
        Case Else
            KeyOfCell = VarType(value) & ":" & CStr(value)
    End Select
End Function

Public Function WithRest(ByVal first As Variant, ByVal rest As Variant) As Variant
    Dim joined() As Variant, position As Long
    ReDim joined(0 To UBound(rest) + 1)
    If IsObject(first) Then Set joined(0) = first Else joined(0) = first
    For position = 0 To UBound(rest)
        If IsObject(rest(position)) Then
            Set joined(position + 1) = rest(position)
        Else
            joined(position + 1) = rest(position)
        End If
    Next
    WithRest = joined
End Function
