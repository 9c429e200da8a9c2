@echo off
rem The command line of an installed Everbearer, under the Node that came with it.
"%~dp0bin\node.exe" "%~dp0dist\cli.js" %*
