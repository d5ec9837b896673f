import { join } from 'node:path';
import type { DeclareCommand } from '#cli/command-declaration.ts';
import { COMMAND_NAME } from '#cli/command-name.ts';
import { parseCount, parseWhole } from '#cli/option-values.ts';
import type { Session } from '#cli/session.ts';
import { deviceOption, engineOption } from '#cli/shared-options.ts';
import { UserError } from '#shared/failure.ts';
import { counted } from '#shared/format.ts';
import type { RunSettings } from '#shared/settings/catalogue.ts';
import type { RunSettingsInput } from '#shared/settings/input.ts';
import { predictionText } from './predict.ts';
import { scan } from './scan.ts';
import { reportEnding } from './train.ts';
import { watchRun } from './watch-run.ts';

/** Enough synthetic voices for a speaker-independent split. The demo takes a few minutes with them. */
const DEMO_VOICES = { layout: 'ravdess', speakers: 20, clipsPerEmotion: 5 } as const;

/** More epochs improve little with so few clips. */
const DEMO_EPOCHS = 20;

/** Shows all steps: sample voices, scan, features, training, results, and the prediction of an unseen clip. */
async function demo(
  session: Session,
  folders: string[],
  options: { epochs?: number; seed?: number; engine?: RunSettings['engine'] },
): Promise<void> {
  if (session.json) throw new UserError('usage', 'The demo has no JSON output. Use `train --json`.');
  const { paint } = session;
  const seed = options.seed ?? 7;
  const heading = (text: string) => session.print(`\n${paint.strong(text)}\n`);
  const own = folders.length > 0;

  if (!own) {
    heading('1  Sample voices');
    const made = await session.ask('corpora.sample', { ...DEMO_VOICES, seed });
    folders = [made.folder];
    session.print(`${counted(made.clips, 'clip')} of ${counted(made.speakers, 'synthetic speaker')}.`);
    session.print(
      paint.warn('They show how the program works. Results on them say nothing about real voices.'),
    );
  }

  heading(own ? '1  Corpora' : '2  Scan');
  await scan(session, folders, {});

  heading(`${own ? 2 : 3}  Features and training: compact, speaker-independent`);
  const settings: RunSettingsInput = {
    network: 'compact',
    features: 'log-mel',
    protocol: 'speaker-independent',
    engine: options.engine,
    seed,
    epochs: options.epochs ?? (own ? undefined : DEMO_EPOCHS),
  };
  const laboratory = await session.laboratory();
  const ending = await watchRun(session, laboratory, () =>
    session.ask('runs.start', {
      folders,
      settings,
      name: own ? 'demo on own clips' : 'demo',
      tags: ['demo'],
    }),
  );

  heading(`${own ? 3 : 4}  Results`);
  await reportEnding(session, ending);
  if (ending.status !== 'finished') return;

  heading(`${own ? 4 : 5}  Prediction of an unseen clip`);
  const unseen = await unseenClip(session, own, ending.id, seed);
  const results = await session.ask('predict.files', { run: ending.id, files: [unseen.path] });
  session.print(unseen.origin);
  for (const result of results) session.print(predictionText(result, paint));

  heading('Next');
  session.print(`laboratory   ${session.dataFolder}`);
  session.print(`run          ${COMMAND_NAME} show ${ending.id}`);
  session.print(`model        ${join(session.dataFolder, 'runs', ending.id)}`);
  session.print(`predict      ${COMMAND_NAME} predict FILE.wav --run ${ending.id}`);
}

/** A clip of a new synthetic voice; with the user's own clips, a clip of the test set. */
async function unseenClip(
  session: Session,
  own: boolean,
  run: string,
  seed: number,
): Promise<{ path: string; origin: string }> {
  if (own) {
    const [clip] = (await session.ask('runs.predictions', { run })).slice(-1);
    return { path: clip.path, origin: `A clip of the test set. Actual emotion: ${clip.actual}` };
  }
  const made = await session.ask('corpora.sample', {
    folder: join(session.dataFolder, 'sample-voices', 'unseen'),
    layout: 'ravdess',
    speakers: 1,
    clipsPerEmotion: 1,
    seed: seed + 1,
  });
  const clips = await session.ask('corpora.clips', { folders: [made.folder] });
  const chosen = clips[seed % clips.length];
  return {
    path: chosen.path,
    origin: `A new synthetic voice. Actual emotion: ${chosen.emotion}`,
  };
}

/** Its arguments and options. */
export const declareDemo: DeclareCommand = ({ command, withSession }) => {
  command('demo [folders...]', 'full demo: sample voices (or your folders), training, results, prediction')
    .option('--epochs <n>', 'max epochs', parseCount)
    .option('--seed <n>', 'the seed of all random choices [7]', parseWhole)
    .addOption(engineOption())
    .addOption(deviceOption())
    .action((folders: string[], options) =>
      withSession(options, (session) => demo(session, folders, options)),
    );
};
