; Windows: neural-SER is offered for .wav files ("Open with"). It does not become the default for them, as a file association
; of electron-builder would, and the values of other programs beside its own stay.

!macro customInstall
  WriteRegStr SHELL_CONTEXT "Software\Classes\neural-SER.wav" "" "Sound"
  WriteRegStr SHELL_CONTEXT "Software\Classes\neural-SER.wav\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
  WriteRegStr SHELL_CONTEXT "Software\Classes\.wav\OpenWithProgids" "neural-SER.wav" ""
!macroend

!macro customUnInstall
  DeleteRegKey SHELL_CONTEXT "Software\Classes\neural-SER.wav"
  DeleteRegValue SHELL_CONTEXT "Software\Classes\.wav\OpenWithProgids" "neural-SER.wav"
!macroend
