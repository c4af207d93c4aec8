Option Explicit

' LibreOffice calls this when it has loaded a document, whatever kind. Python is started only for a spreadsheet that
' calls our functions: its start takes time, and ends LibreOffice where an activated venv stands in the PATH.

Sub LoadFinished(Optional event As Variant)
  Dim document As Variant
  On Error GoTo Failed
  document = event.Source
  If IsNull(document) Then Exit Sub
  If Not HasUnoInterfaces(document, "com.sun.star.sheet.XSpreadsheetDocument") Then Exit Sub
  If CallsUs(document) Then Link(document)
  Exit Sub
Failed:
  ' To open a book must never fail because of us; the menu links it as well.
End Sub

Private Sub Link(document As Variant)
  Dim model As New com.sun.star.beans.NamedValue
  model.Name = "Model"
  model.Value = document
  CreateUnoService("{service}").execute(Array(model))
End Sub

Private Function CallsUs(document As Variant) As Boolean
  Dim place As Long
  Dim sheet As Variant
  CallsUs = True
  For place = 0 To document.Sheets.Count - 1
    sheet = document.Sheets.getByIndex(place)
    If CellsCallUs(sheet) Then Exit Function
    If ConditionsCallUs(sheet) Then Exit Function
  Next
  CallsUs = NamesCallUs(document.NamedRanges)
End Function

Private Function CellsCallUs(sheet As Variant) As Boolean
  ' {any_result}: formulas whatever their result is.
  Dim formulas As Variant, wanted As Variant
  formulas = sheet.queryFormulaCells({any_result})
  If formulas.Count = 0 Then Exit Function
  wanted = sheet.createSearchDescriptor()
  wanted.SearchRegularExpression = True
  wanted.SearchString = "{pattern}"
  CellsCallUs = Not IsNull(formulas.findFirst(wanted))
End Function

Private Function ConditionsCallUs(sheet As Variant) As Boolean
  Dim formats As Variant, entry As Variant
  Dim place As Long, item As Long
  formats = sheet.ConditionalFormats.getConditionalFormats()
  For place = LBound(formats) To UBound(formats)
    For item = 0 To formats(place).Count - 1
      entry = formats(place).getByIndex(item)
      ' {condition}: an entry with formulas; the others are scales, icons and bars.
      If entry.Type = {condition} Then
        If SaysOurName(entry.Formula1) Or SaysOurName(entry.Formula2) Then
          ConditionsCallUs = True
          Exit Function
        End If
      End If
    Next
  Next
End Function

Private Function NamesCallUs(names As Variant) As Boolean
  Dim known As Variant
  Dim place As Long
  known = names.ElementNames
  For place = LBound(known) To UBound(known)
    If SaysOurName(names.getByName(known(place)).Content) Then
      NamesCallUs = True
      Exit Function
    End If
  Next
End Function

Private Function SaysOurName(formula As String) As Boolean
  Dim names As Variant
  Dim place As Long
  If formula = "" Then Exit Function
  names = Split("{names}", "|")
  For place = LBound(names) To UBound(names)
    ' From the first sign on, and capitals or not.
    If InStr(1, formula, names(place), 1) > 0 Then
      SaysOurName = True
      Exit Function
    End If
  Next
End Function
