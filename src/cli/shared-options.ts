/** Options and texts that several commands have. */
import { Option } from 'commander';
import { ENGINE_CHOICE_NAMES } from '#shared/engines.ts';
import { FEATURES } from '#shared/settings/features.ts';
import { parseDevice } from './option-values.ts';

export const ITEMS_HELP = 'runs, or groups of runs joined by +: ID+ID';
export const RUN_HELP = 'the id of a run, the start of its id, or its name';

/** Collects the values of an option that can be repeated. */
export const collect = (value: string, before: string[] = []): string[] => [...before, value];

export const engineOption = () =>
  new Option('--engine <name>', 'the engine [auto]').choices(ENGINE_CHOICE_NAMES);

export const deviceOption = () =>
  new Option(
    '--device <name>',
    'the device: cpu, gpu, or with --engine webgpu the number of a GPU, as “doctor” lists it [a GPU if one works]',
  ).argParser(parseDevice);

export const modelOption = () =>
  new Option(
    '--model <name>',
    'of a run with --refit: the final model or those of the folds [final]',
  ).choices(['final', 'folds']);

/** The name of `--features` in version 0.1.0. */
export const oldFeaturesOption = () =>
  // wording-ignore: an old name that works and is not shown.
  new Option('--recipe <name>').choices(Object.keys(FEATURES)).hideHelp();
