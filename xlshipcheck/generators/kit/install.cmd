@echo off
rem Puts the program in for this user; no administrator rights. /quiet: for scripts.
"%~dp0app\python.exe" -X utf8 -m xlshipcheck.shell.set_up.staff install
set RESULT=%ERRORLEVEL%
if /i not "%~1"=="/quiet" pause
exit /b %RESULT%
