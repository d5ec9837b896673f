/** The only bridge between the page and the main process. It forwards calls; the main process checks them. */
import { contextBridge, type IpcRendererEvent, ipcRenderer, webUtils } from 'electron';
import type { Bridge } from '#shared/bridge.ts';
import { BRIDGE_CHANNELS } from '#shared/bridge-channels.ts';
import type { LaboratoryEvent } from '#shared/contract.ts';

const bridge: Bridge = {
  invoke: (name, input, call) => ipcRenderer.invoke(BRIDGE_CHANNELS.invoke, name, input, call),
  cancel: (call) => ipcRenderer.send(BRIDGE_CHANNELS.cancel, call),
  subscribe: (listener) => {
    const onEvents = (_event: IpcRendererEvent, events: LaboratoryEvent[]) => listener(events);
    ipcRenderer.on(BRIDGE_CHANNELS.events, onEvents);
    return () => void ipcRenderer.off(BRIDGE_CHANNELS.events, onEvents);
  },
  desktop: {
    choose: (options) => ipcRenderer.invoke(BRIDGE_CHANNELS.desktop, { do: 'choose', ...options }),
    chooseTarget: (options) =>
      ipcRenderer.invoke(BRIDGE_CHANNELS.desktop, { do: 'choose-target', ...options }),
    pathOf: (file) => webUtils.getPathForFile(file),
    notify: (note) => ipcRenderer.invoke(BRIDGE_CHANNELS.desktop, { do: 'notify', ...note }),
    drag: (path) => ipcRenderer.invoke(BRIDGE_CHANNELS.desktop, { do: 'drag', path }),
    reveal: (path) => ipcRenderer.invoke(BRIDGE_CHANNELS.desktop, { do: 'reveal', path }),
  },
};

contextBridge.exposeInMainWorld('neuralSer', bridge);
ipcRenderer.on(BRIDGE_CHANNELS.navigate, (_event, hash: string) => {
  window.location.hash = hash;
});
