// The laboratory of `npm run dev`, a child of dev.ts: the served door without a built page. The first message has its
// options. The second message, or the end of its parent, closes it.
import { openLaboratory } from '#core/laboratory/index.ts';
import { nativeOptions } from '#core/laboratory/runtime/native-options.ts';
import { type DevelopmentPage, startServer } from '#server/start-server.ts';

/** The first message of the parent. */
export interface LaboratoryOptions {
  folder: string;
  development: DevelopmentPage;
}

const worker = (name: string) => new URL(`../../src/workers/${name}`, import.meta.url);

async function serve({ folder, development }: LaboratoryOptions): Promise<void> {
  const closing = new Promise<void>((resolve) => {
    process.once('message', () => resolve());
    process.once('disconnect', resolve);
  });
  await using laboratory = await openLaboratory({
    folder,
    entries: {
      jobs: worker('job-process.ts'),
      features: worker('feature-process.ts'),
      probe: worker('runtime-probe.ts'),
      reader: worker('reader-process.ts'),
      sounds: worker('sound-process.ts'),
    },
    native: nativeOptions(undefined),
  });
  for (const remark of laboratory.remarks) process.stderr.write(`${remark}\n`);
  await using server = await startServer({ laboratory, pageFolder: null, port: 0, development });
  if (process.connected) process.send?.({ port: server.port });
  await closing;
}

// A terminal sends Ctrl-C to all its processes. The parent decides when to close.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
process.once('message', (order) => {
  serve(order as LaboratoryOptions).then(
    () => process.exit(0),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
      process.exit(1);
    },
  );
});
