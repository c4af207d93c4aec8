@echo off
rem Takes the program out for this user. /quiet: for scripts. /all: settings and log, too.
"%~dp0app\python.exe" -X utf8 -m xlshipcheck.shell.set_up.staff uninstall %*
set RESULT=%ERRORLEVEL%
if /i not "%~1"=="/quiet" pause
exit /b %RESULT%
