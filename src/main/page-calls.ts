import type { IpcMain } from 'electron';
import { BRIDGE_CHANNELS } from '#shared/bridge-channels.ts';
import type { Failure } from '#shared/failure.ts';
import { MAX_CALL_CHARACTERS } from '#shared/limits.ts';
import { valueProblem } from '#shared/message-problem.ts';
import type { Answer } from '#shared/wire.ts';
import type { LaboratoryLink } from './laboratory-link.ts';
import type { Sender } from './page-sender.ts';

/**
 * Forwards the page's calls to the laboratory. The sender, the shape and the size are checked here; the laboratory checks
 * the name and the input against the contract.
 */
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
      const problem = valueProblem(input);
      return problem === null ? laboratory.invoke(call, name, input) : { ok: false, failure: problem };
    },
  );
  ipcMain.on(BRIDGE_CHANNELS.cancel, (event, call: unknown) => {
    if (isTrusted(event) && isCall(call)) laboratory.cancel(call);
  });
}

const isCall = (call: unknown): call is string =>
  typeof call === 'string' && call !== '' && call.length <= MAX_CALL_CHARACTERS;

const REFUSED: Failure = {
  code: 'refused',
  message: 'Only the page of this program may use the laboratory.',
};
const MALFORMED: Failure = {
  code: 'invalid-input',
  message: 'A request needs a name, an input and a call name.',
};
