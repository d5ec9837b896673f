import type { RequestName } from '../../shared/contract.ts';

/**
 * The requests that only look: they may be asked again when nobody knows what became of them. What makes, changes or
 * removes something is not among them, and is never done twice unseen.
 */
const REPEATABLE: ReadonlySet<RequestName> = new Set([
  'doctor',
  'native.status',
  'corpora.scan',
  'corpora.clips',
  'library.list',
  'library.detect',
  'library.clips',
  'folders.list',
  'sounds.read',
  'sounds.picture',
  'recipes.list',
  'presets.list',
  'networks.list',
  'networks.describe',
  'splits.preview',
  'runs.plan',
  'runs.list',
  'runs.show',
  'runs.groups',
  'runs.batches',
  'runs.queue',
  'runs.predictions',
  'runs.evaluate',
  'recognise.files',
  'recognise.sound',
  'recognise.prepare',
  'recordings.list',
  'about',
] satisfies RequestName[]);

export const isRepeatable = (name: RequestName): boolean => REPEATABLE.has(name);
