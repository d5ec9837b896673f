import type { IpcMain } from 'electron';
import { BRIDGE_CHANNELS } from '../shared/bridge-channels.ts';
import type { Failure } from '../shared/failure.ts';
import type { Answer } from '../shared/wire.ts';
import type { LaboratoryLink } from './laboratory-link.ts';
import type { Sender } from './page-sender.ts';

const CALL_CHARACTERS = 200;

/** The page's calls to the laboratory: who asks and the shape are checked here, name and input by the contract there. */
export function bindPageCalls(
  ipcMain: Pick<IpcMain, 'handle' | 'on'>,
  isTrusted: (event: Sender) => boolean,
  laboratory: Pick<LaboratoryLink, 'invoke' | 'cancel'>,
): void {
  ipcMain.handle(
    BRIDGE_CHANNELS.invoke,
    async (event, name: unknown, input: unknown, call: unknown): Promise<Answer> => {
      if (!isTrusted(event)) return { ok: false, failure: REFUSED };
      if (typeof name !== 'string' || !isCall(call)) return { ok: false, failure: MALFORMED };
      return laboratory.invoke(call, name, input);
    },
  );
  ipcMain.on(BRIDGE_CHANNELS.cancel, (event, call: unknown) => {
    if (isTrusted(event) && isCall(call)) laboratory.cancel(call);
  });
}

const isCall = (call: unknown): call is string =>
  typeof call === 'string' && call !== '' && call.length <= CALL_CHARACTERS;

const REFUSED: Failure = {
  code: 'refused',
  message: 'Only the page of this program may ask its laboratory.',
};
const MALFORMED: Failure = {
  code: 'invalid-input',
  message: 'A request has a name, an input and the name of its call.',
};
