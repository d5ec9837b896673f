import { describe, expect, test } from 'vitest';
import { encodeEventFile } from '#core/tensorboard/event-file.ts';
import { eventFiles } from '#core/tensorboard/run-events.ts';
import { openLog, sampleEpoch, sampleRun } from '../database/sample-run.ts';

function recorded(name: string) {
  const log = openLog();
  const id = log.createRun(sampleRun({ name }));
  return { log, id };
}

describe('eventFiles', () => {
  test('has the epochs of each part in a file of its own', () => {
    const { log, id } = recorded('first try');
    log.addEpoch(id, sampleEpoch(1));
    log.addEpoch(id, sampleEpoch(2, { validationUar: null }));
    const run = log.describeRun(id);
    const startedAt = Date.parse(run.createdAt) / 1000;
    const files = eventFiles(run);
    const folder = `first-try-${id}/fold-1`;
    const name = `events.out.tfevents.${Math.floor(startedAt)}.neural-ser`;
    expect(files.map(({ path }) => path)).toEqual([
      `${folder}/train/${name}`,
      `${folder}/validation/${name}`,
    ]);
    const at = (epoch: number) => ({ wallTime: startedAt + 1.5 * epoch, step: epoch });
    expect(files[0].content).toEqual(
      encodeEventFile(
        [
          { ...at(1), values: { loss: 2, accuracy: 0.5, learning_rate: 1e-3 } },
          { ...at(2), values: { loss: 1, accuracy: 0.5, learning_rate: 1e-3 } },
        ],
        startedAt,
      ),
    );
    expect(files[1].content).toEqual(
      encodeEventFile(
        [
          { ...at(1), values: { loss: 2.5, accuracy: 0.4, uar: 0.38 } },
          { ...at(2), values: { loss: 1.25, accuracy: 0.4 } },
        ],
        startedAt,
      ),
    );
  });

  test('has no files before the first epoch, and no validation without validation clips', () => {
    const { log, id } = recorded('x');
    expect(eventFiles(log.describeRun(id))).toEqual([]);
    log.addEpoch(id, sampleEpoch(1, { validationLoss: null, validationAccuracy: null, validationUar: null }));
    expect(eventFiles(log.describeRun(id)).map(({ path }) => path.split('/')[2])).toEqual(['train']);
  });

  test.each([
    ['../../evil', 'evil-'],
    ['con: a/b\\c *?"<>|', 'con-a-b-c-'],
    ['é ü 名', 'e-u-'],
    ['名', ''],
  ])('a run named %s gets a safe folder', (name, start) => {
    const { log, id } = recorded(name);
    log.addEpoch(id, sampleEpoch(1));
    expect(eventFiles(log.describeRun(id))[0].path.split('/')[0]).toBe(`${start}${id}`);
  });
});
