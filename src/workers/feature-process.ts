import { CLIP_MEGABYTES } from '#core/audio/sound-reader.ts';
import { createExtractor } from '#core/features/feature-kinds.ts';
import { extractClip } from '#core/features/pool/extract-clip.ts';
import type {
  FeatureAnswer,
  FeatureMessage,
  FeatureOrder,
  FeatureTask,
} from '#core/features/pool/feature-task.ts';
import { toFailure, UserError } from '#shared/failure.ts';
import { openJobPort } from './job-port.ts';
import { watchMemory } from './memory-watch.ts';
import { networksBeside } from './networks.ts';

/** Entry point of a feature process: does the tasks of `core/features/pool/feature-pool.ts` one after another. */
const port = openJobPort();
if (port === null) throw new Error('The laboratory starts this process; do not start it by hand.');

// A terminal sends Ctrl-C to all its processes. The laboratory decides what happens to its tasks.
for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => undefined);
watchMemory(CLIP_MEGABYTES);

const answer = (message: FeatureAnswer): void => port.post(message);
const networks = networksBeside(import.meta.url);

/** These features cannot be made, and the pool ends. */
function fail(error: unknown): null {
  if (!(error instanceof UserError)) throw error;
  answer({ kind: 'failed', failure: toFailure(error) });
  return null;
}

/** What comes first, and is done before the tasks. */
let begun: Promise<((task: FeatureTask) => Promise<void>) | null> = Promise.resolve(null);
let last: Promise<unknown> = Promise.resolve();
port.onMessage((message) => {
  const given = message as FeatureMessage;
  if (given.kind === 'begin') begun = begin(given.order);
  // Only this process can wait for the one that it has started.
  else if (given.kind === 'end') networks[Symbol.asyncDispose]().then(() => process.exit());
  else last = last.then(async () => (await begun)?.(given.task));
});
port.onClose(() => process.exit());

async function begin({ features, resources, checkFingerprints, conditions }: FeatureOrder) {
  const extractor = await createExtractor(features, { ...resources, loadNetwork: networks.load }).catch(fail);
  if (extractor === null) return null;
  answer({ kind: 'ready' });
  return async ({ path, fingerprint }: FeatureTask) => {
    const result = await extractClip(extractor, path, fingerprint, checkFingerprints, conditions).catch(fail);
    if (result !== null) answer({ kind: 'clip', fingerprint, result });
  };
}
