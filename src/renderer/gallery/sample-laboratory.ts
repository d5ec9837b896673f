import type { PageLaboratory } from '#renderer/client/port.ts';
import type { RequestName } from '#shared/contract.ts';
import type { ExplanationMethod } from '#shared/explanations.ts';
import { UserError } from '#shared/failure.ts';
import type { FrequencyScale } from '#shared/frequency-scale.ts';
import { PRESETS } from '#shared/settings/presets.ts';
import type { TimeRange } from '#shared/sounds.ts';
import { sampleFolder } from './sample-folders.ts';
import { SAMPLE_MODEL } from './sample-models.ts';
import { sampleCurves, sampleExplanation, sampleInput, samplePicture, sampleWav } from './sample-sound.ts';

/** Answers to the requests that parts send themselves. */
const ANSWERS: Partial<Record<RequestName, (input: never) => unknown>> = {
  'folders.list': ({ folder }: { folder: string | null }) => sampleFolder(folder),
  'sounds.read': ({ path }: { path: string }) => {
    if (path.endsWith('missing.wav')) {
      throw new UserError('unreadable-sound', `${path} is not an audio file. Convert it to WAV.`);
    }
    if (path.endsWith('elsewhere.wav')) {
      throw new UserError('sound-missing', `${path} cannot be read. It does not exist.`);
    }
    return { wav: sampleWav(), durationSeconds: samplePicture().durationSeconds };
  },
  'sounds.picture': ({ scale, range }: { scale?: FrequencyScale; range?: TimeRange | null }) =>
    samplePicture(scale, range),
  'sounds.curves': () => sampleCurves(),
  'features.show': () => sampleInput(),
  'predict.explain': ({ method, emotion }: { method: ExplanationMethod; emotion: string | null }) =>
    sampleExplanation(method, emotion),
  'presets.list': () =>
    Object.entries(PRESETS).map(([name, { about, settings }]) => ({
      name,
      about,
      settings: settings(1),
    })),
  'runs.list': () => [],
  'readyMade.list': () => [SAMPLE_MODEL],
  'reports.make': () => ({ name: 'report-a', html: '<!doctype html><title>A report</title>' }),
  'reports.keep': () => ({ name: 'report-a.html', path: '/lab/reports/report-a.html' }),
  'reports.files': () => ({
    name: 'report-a',
    files: [
      { path: 'report.html', content: '<!doctype html><title>A report</title>' },
      {
        path: 'plots/square.svg',
        content:
          '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><rect width="10" height="10" fill="#0072b2"/></svg>',
      },
    ],
  }),
  'reports.predictions': ({ run }: { run: string }) => {
    if (run === 'untested') throw new UserError('not-tested', 'This run has no predictions yet.');
    return { name: `predictions-${run}`, csv: 'clip,corpus\r\n', clips: 0 };
  },
};

/** A laboratory of fixed sample data, for the gallery and the component tests. It has no events. */
export const sampleLaboratory: PageLaboratory = {
  door: 'served',
  desktop: null,
  connection: {
    state: () => 'connected',
    onChange: () => () => undefined,
    onMissed: () => () => undefined,
  },
  invoke: async (name, input) => {
    const answer = ANSWERS[name];
    if (answer === undefined)
      throw new UserError('no-sample', `The sample laboratory has no answer to ${name}.`);
    return answer(input as never) as never;
  },
  subscribe: () => () => undefined,
};
