/** The one bridge between the page and the main process. It passes on; what may pass is judged in the main process. */
import { contextBridge, type IpcRendererEvent, ipcRenderer, webUtils } from 'electron';
import type { Bridge } from '../shared/bridge.ts';
import { BRIDGE_CHANNELS } from '../shared/bridge-channels.ts';
import type { LaboratoryEvent } from '../shared/contract.ts';

const bridge: Bridge = {
  invoke: (name, input, call) => ipcRenderer.invoke(BRIDGE_CHANNELS.invoke, name, input, call),
  cancel: (call) => ipcRenderer.send(BRIDGE_CHANNELS.cancel, call),
  subscribe: (listener) => {
    const hear = (_event: IpcRendererEvent, events: LaboratoryEvent[]) => listener(events);
    ipcRenderer.on(BRIDGE_CHANNELS.events, hear);
    return () => void ipcRenderer.off(BRIDGE_CHANNELS.events, hear);
  },
  desktop: {
    choose: (wishes) => ipcRenderer.invoke(BRIDGE_CHANNELS.desktop, { do: 'choose', ...wishes }),
    chooseTarget: (wishes) => ipcRenderer.invoke(BRIDGE_CHANNELS.desktop, { do: 'choose-target', ...wishes }),
    pathOf: (file) => webUtils.getPathForFile(file),
    reveal: (path) => ipcRenderer.invoke(BRIDGE_CHANNELS.desktop, { do: 'reveal', path }),
  },
};

contextBridge.exposeInMainWorld('neuralSer', bridge);
ipcRenderer.on(BRIDGE_CHANNELS.navigate, (_event, hash: string) => {
  window.location.hash = hash;
});
