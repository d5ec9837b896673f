import type { Session } from '#cli/session.ts';
import { bytes, counted } from '#shared/format.ts';
import { plainText } from '#shared/plain-text.ts';

export interface ExportOptions {
  out: string;
  overwrite?: boolean;
}

/** Writes a run as a `.neuralser` file. */
export async function exportRun(session: Session, run: string, options: ExportOptions): Promise<void> {
  const written = await session.ask('runs.export', {
    run,
    target: options.out,
    overwrite: options.overwrite ?? false,
  });
  session.result(written, () => {
    const weights = written.weights === 0 ? 'no weights' : counted(written.weights, 'model');
    return `${plainText(written.path)}: ${bytes(written.bytes)}, ${weights}, no audio`;
  });
}
