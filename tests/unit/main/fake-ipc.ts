import type { IpcMain } from 'electron';
import type { Sender } from '#main/page-sender.ts';

/** The part of Electron's `ipcMain` that the program uses, and functions that call its handlers. */
export function fakeIpc() {
  const handlers = new Map<string, (event: never, ...values: unknown[]) => unknown>();
  const listeners = new Map<string, (event: never, ...values: unknown[]) => void>();
  return {
    ipcMain: {
      handle: (channel: string, handler: never) => void handlers.set(channel, handler),
      on: (channel: string, listener: never) => void listeners.set(channel, listener),
    } as unknown as Pick<IpcMain, 'handle' | 'on'>,
    channels: () => [...handlers.keys(), ...listeners.keys()],
    invoke: async (channel: string, event: Sender, ...values: unknown[]) =>
      handlers.get(channel)!(event as never, ...values),
    send: (channel: string, event: Sender, ...values: unknown[]) =>
      listeners.get(channel)!(event as never, ...values),
  };
}

/** The sender of our page's messages. */
export const FROM_PAGE: Sender = {
  sender: { id: 1 },
  senderFrame: { url: 'app://neural-ser/index.html#/runs', parent: null },
};
