import { join } from 'node:path';
import { UserError } from '../../shared/failure.ts';
import type { RunSettings, RunSettingsInput } from '../../shared/runs.ts';
import { COMMAND_NAME } from '../command-name.ts';
import type { Session } from '../session.ts';
import { recognitionText } from './recognise.ts';
import { scan } from './scan.ts';
import { reportEnding } from './train.ts';
import { watchRun } from './watch-run.ts';

/** Enough synthetic voices for a speaker-independent split, few enough that the demo takes minutes. */
const DEMO_VOICES = { layout: 'ravdess', speakers: 20, clipsPerEmotion: 5 } as const;

/** The epochs that its training takes: more help little on so few clips. */
const DEMO_EPOCHS = 20;

/** The whole way once: voices, scan, features, training, figures, and a clip that the network never saw. */
export async function demo(
  session: Session,
  folders: string[],
  options: { epochs?: number; seed?: number; engine?: RunSettings['engine'] },
): Promise<void> {
  if (session.json)
    throw new UserError('usage', 'The demo is for reading; `train --json` gives its result as data.');
  const { paint } = session;
  const seed = options.seed ?? 7;
  const heading = (text: string) => session.say(`\n${paint.strong(text)}\n`);
  const own = folders.length > 0;

  if (!own) {
    heading('1  Sample voices');
    const made = await session.ask('corpora.sample', { ...DEMO_VOICES, seed });
    folders = [made.folder];
    session.say(`${made.clips} clips of ${made.speakers} synthetic voices.`);
    session.say(paint.warn('They show how the laboratory works; their figures say nothing about people.'));
  }

  heading(own ? '1  Corpora' : '2  Scanning them as any corpus');
  await scan(session, folders, {});

  heading(`${own ? 2 : 3}  Features, then training: compact, speaker-independent`);
  const settings: RunSettingsInput = {
    network: 'compact',
    recipe: 'log-mel',
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

  heading(`${own ? 3 : 4}  What it learned`);
  await reportEnding(session, ending);
  if (ending.status !== 'finished') return;

  heading(`${own ? 4 : 5}  A clip that it never saw`);
  const unseen = await unseenClip(session, own, ending.id, seed);
  const results = await session.ask('recognise.files', { run: ending.id, files: [unseen.path] });
  session.say(unseen.origin);
  for (const result of results) session.say(recognitionText(result, paint));

  heading('Where everything lies');
  session.say(`laboratory   ${session.dataFolder}`);
  session.say(`run          ${COMMAND_NAME} show ${ending.id}`);
  session.say(`recogniser   ${join(session.dataFolder, 'runs', ending.id)}`);
  session.say(`try          ${COMMAND_NAME} recognise FILE.wav --run ${ending.id}`);
}

/** A voice made after the training, or, for the user's own clips, one of the test set. */
async function unseenClip(
  session: Session,
  own: boolean,
  run: string,
  seed: number,
): Promise<{ path: string; origin: string }> {
  if (own) {
    const [judged] = (await session.ask('runs.predictions', { run })).slice(-1);
    return { path: judged.path, origin: `A clip of the test set; the actor was to be ${judged.truth}:` };
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
    origin: `A new voice, made after the training; it was to sound ${chosen.emotion}:`,
  };
}
