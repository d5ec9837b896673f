; Windows: neural-SER is offered for .wav files ("Open with") and opens links to runs. It does not become the default for .wav,
; as a file association of electron-builder would. Values of other programs beside these stay.

!macro customInstall
  WriteRegStr SHELL_CONTEXT "Software\Classes\neural-SER.wav" "" "Sound"
  WriteRegStr SHELL_CONTEXT "Software\Classes\neural-SER.wav\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
  WriteRegStr SHELL_CONTEXT "Software\Classes\.wav\OpenWithProgids" "neural-SER.wav" ""
  WriteRegStr SHELL_CONTEXT "Software\Classes\neural-ser" "" "URL:neural-SER"
  WriteRegStr SHELL_CONTEXT "Software\Classes\neural-ser" "URL Protocol" ""
  WriteRegStr SHELL_CONTEXT "Software\Classes\neural-ser\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
!macroend

!macro customUnInstall
  DeleteRegKey SHELL_CONTEXT "Software\Classes\neural-SER.wav"
  DeleteRegValue SHELL_CONTEXT "Software\Classes\.wav\OpenWithProgids" "neural-SER.wav"
  DeleteRegKey SHELL_CONTEXT "Software\Classes\neural-ser"
!macroend
