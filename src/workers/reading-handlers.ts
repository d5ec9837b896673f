import { archiveReading } from '#core/archives/archive-reading.ts';
import { companionReading } from '#core/corpora/layouts/companion-reading.ts';
import { headerReading, tableReading } from '#core/corpora/tables/table-reading.ts';
import { encoderReading } from '#core/features/encoder/encoder-reading.ts';
import { weightsOriginReading, weightsReading } from '#core/models/weight-files/weights-reading.ts';
import type { FileInput, Reading } from '#core/reader/reading.ts';

interface Read<Result> {
  result: Result;
  /** Memory of the result that is handed over instead of copied. */
  moved?: ArrayBuffer[];
}

/** Loads a parser, so that a process loads only those it needs, and loading takes none of a file's time. */
type Handler<Input, Result> = () => Promise<(input: Input) => Promise<Read<Result>>>;

function handler<Input extends FileInput, Result>(
  { kind }: Reading<Input, Result>,
  load: Handler<Input, Result>,
): [string, Handler<FileInput, unknown>] {
  // The kind of an order determines its input.
  return [kind, load as Handler<FileInput, unknown>];
}

/** What reader processes read. A new kind is declared in its room and has its handler here. */
export const READING_HANDLERS: ReadonlyMap<string, Handler<FileInput, unknown>> = new Map([
  handler(weightsReading, async () => {
    const { readWeightsFile } = await import('#core/models/weight-files/weights-file.ts');
    await (await import('h5wasm')).ready;
    return async ({ path, architecture, foldChannels, values }) => {
      const { tensors, ...found } = await readWeightsFile(path, architecture, { foldChannels });
      if (!values) return { result: { ...found, tensors: [] } };
      const moved = tensors.map(({ data }) => data.buffer as ArrayBuffer);
      return { result: { ...found, tensors }, moved };
    };
  }),
  handler(weightsOriginReading, async () => {
    const { weightsOrigin } = await import('#core/models/weight-files/weights-file.ts');
    return async ({ path }) => ({ result: { run: await weightsOrigin(path) } });
  }),
  handler(archiveReading, async () => {
    const { readRunArchive } = await import('#core/archives/read-run-archive.ts');
    return async ({ path, target }) => ({ result: await readRunArchive(path, target) });
  }),
  handler(tableReading, async () => {
    const { parseTable } = await import('#core/corpora/tables/parse-table.ts');
    return async ({ path, columns }) => ({ result: await parseTable(path, columns) });
  }),
  handler(companionReading, async () => {
    const { parseCompanion } = await import('#core/corpora/layouts/parse-companion.ts');
    return async ({ path, layout }) => ({ result: await parseCompanion(path, layout) });
  }),
  handler(encoderReading, async () => {
    const { tryEncoder } = await import('#core/features/encoder/try-encoder.ts');
    await import('onnxruntime-node');
    return async ({ features, encoders }) => ({ result: await tryEncoder(features, encoders) });
  }),
  handler(headerReading, async () => {
    const { parseHeader } = await import('#core/corpora/tables/parse-table.ts');
    return async ({ path }) => ({ result: await parseHeader(path) });
  }),
]);
