; Windows: neural-SER is offered for sounds ("Open with") and opens links to runs. It does not become the default for sounds,
; as a file association of electron-builder would. Values of other programs beside these stay. The packaging fills in a line
; for each ending (scripts/package/file-types.ts).

!macro offerForEnding ENDING
  WriteRegStr SHELL_CONTEXT "Software\Classes\.${ENDING}\OpenWithProgids" "neural-SER.sound" ""
!macroend

!macro withdrawForEnding ENDING
  DeleteRegValue SHELL_CONTEXT "Software\Classes\.${ENDING}\OpenWithProgids" "neural-SER.sound"
!macroend

!macro customInstall
  WriteRegStr SHELL_CONTEXT "Software\Classes\neural-SER.sound" "" "Sound"
  WriteRegStr SHELL_CONTEXT "Software\Classes\neural-SER.sound\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
@OFFER@
  WriteRegStr SHELL_CONTEXT "Software\Classes\neural-ser" "" "URL:neural-SER"
  WriteRegStr SHELL_CONTEXT "Software\Classes\neural-ser" "URL Protocol" ""
  WriteRegStr SHELL_CONTEXT "Software\Classes\neural-ser\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
!macroend

!macro customUnInstall
  DeleteRegKey SHELL_CONTEXT "Software\Classes\neural-SER.sound"
@WITHDRAW@
  DeleteRegKey SHELL_CONTEXT "Software\Classes\neural-ser"
!macroend
