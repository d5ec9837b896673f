import { archiveReading } from '#core/archives/archive-reading.ts';
import { companionReading } from '#core/corpora/layouts/companion-reading.ts';
import { headerReading, tableReading } from '#core/corpora/tables/table-reading.ts';
import { encoderReading } from '#core/features/encoder/encoder-reading.ts';
import { networkReading } from '#core/features/encoder/network-reading.ts';
import type { OnnxModel } from '#core/features/encoder/onnx-model.ts';
import { networkInputReading } from '#core/features/network-input-reading.ts';
import { weightsOriginReading, weightsReading } from '#core/models/weight-files/weights-reading.ts';
import type { FileInput, Reading } from '#core/reader/reading.ts';
import { UserError } from '#shared/failure.ts';
import { MAX_CLIP_BYTES, MAX_CLIP_FRAMES } from '#shared/limits.ts';
import { timeAxisOf } from '#shared/settings/features.ts';

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

/** Networks stay loaded until their process ends. */
const loadedNetworks = new Map<string, OnnxModel>();

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
    const { withOwnWords } = await import('#core/corpora/words/own-words.ts');
    return async ({ path, columns, ownWords }) => ({
      result: await withOwnWords(ownWords ?? [], () => parseTable(path, columns)),
    });
  }),
  handler(companionReading, async () => {
    const { parseCompanion } = await import('#core/corpora/layouts/parse-companion.ts');
    const { withOwnWords } = await import('#core/corpora/words/own-words.ts');
    return async ({ path, layout, ownWords }) => ({
      result: await withOwnWords(ownWords ?? [], () => parseCompanion(path, layout)),
    });
  }),
  handler(encoderReading, async () => {
    const { tryEncoder } = await import('#core/features/encoder/try-encoder.ts');
    await import('onnxruntime-node');
    return async ({ features, encoders }) => ({ result: await tryEncoder(features, encoders) });
  }),
  handler(networkReading, async () => {
    const { loadOnnxModel } = await import('#core/features/encoder/onnx-model.ts');
    await import('onnxruntime-node');
    return async ({ path, run }) => {
      const network = loadedNetworks.get(path) ?? (await loadOnnxModel(path));
      loadedNetworks.set(path, network);
      const result = run === null ? [] : await network.run(run.input, run.outputs);
      return { result, moved: result.map(({ data }) => data.buffer as ArrayBuffer) };
    };
  }),
  handler(networkInputReading, async () => {
    const { networkInput } = await import('#core/features/network-input.ts');
    const { readSoundFile } = await import('#core/audio/read-sound-file.ts');
    const { openSoundFile } = await import('#core/audio/sound-file.ts');
    await import('onnxruntime-node');
    const tooLarge = () =>
      new UserError('file-too-large', 'The file has grown while it was read. Try again.');
    return async ({ source, features, encoders }) => {
      const { channel } = timeAxisOf(features);
      const limits = { channel, maxBytes: MAX_CLIP_BYTES, maxFrames: MAX_CLIP_FRAMES };
      const sound = await ('bytes' in source
        ? openSoundFile(source.bytes).decode(limits)
        : readSoundFile(source.path, { ...limits, tooLarge }));
      return { result: await networkInput(sound, features, { encoders }) };
    };
  }),
  handler(headerReading, async () => {
    const { parseHeader } = await import('#core/corpora/tables/parse-table.ts');
    return async ({ path }) => ({ result: await parseHeader(path) });
  }),
]);
