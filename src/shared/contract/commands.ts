import { corporaCommands } from './corpora-commands.ts';
import { programCommands } from './program-commands.ts';
import { runsCommands } from './runs-commands.ts';

/**
 * Requests that create, change or remove something. `stale`: the queries whose answers may change; the laboratory notifies
 * every page. `idempotent`: repeating the command has no further effect, so it can be sent again if its answer was lost.
 * Other commands are never repeated automatically.
 */
export const commands = { ...programCommands, ...corporaCommands, ...runsCommands } as const;
