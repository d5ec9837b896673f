@echo off
setlocal
set NODE_OPTIONS=
"%~dp0..\node\node.exe" "%~dp0..\laboratory\cli\main.js" %*
