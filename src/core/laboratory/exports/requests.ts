import { dirname, join, resolve } from 'node:path';
import type { Handlers, Services } from '#core/laboratory/services.ts';
import { makeFolder } from '#core/system/make-folder.ts';
import { writeInto } from '#core/system/write-into.ts';
import { writeWholeFile } from '#core/system/write-whole-file.ts';
import { eventFiles } from '#core/tensorboard/run-events.ts';
import { throwIfCancelled, UserError } from '#shared/failure.ts';
import { exportModel, refuseExisting } from './export-model.ts';

const UNWRITABLE = { what: 'The event files', code: 'export-unwritable' };

/** Models and runs as files of other programs. */
export function exportRequests(services: Services): Handlers<'models.export' | 'runs.tensorboard'> {
  return {
    'models.export': (request, context) => exportModel(services, request, context),
    'runs.tensorboard': async ({ run, target, overwrite }, { signal }) => {
      const description = services.log.describeRun(run);
      const files = eventFiles(description);
      if (files.length === 0) {
        throw new UserError(
          'no-epochs',
          `Run ${description.id} is ${description.status} and has no epochs yet. Export it after its first epoch.`,
        );
      }
      const folder = resolve(target);
      if (!overwrite)
        refuseExisting(
          folder,
          files.map(({ path }) => path),
        );
      await writeInto(folder, UNWRITABLE, async () => {
        for (const { path, content } of files) {
          throwIfCancelled(signal);
          const file = join(folder, path);
          makeFolder(dirname(file));
          await writeWholeFile(file, content);
        }
      });
      return { folder, files: files.map(({ path, content }) => ({ path, bytes: content.length })) };
    },
  };
}
