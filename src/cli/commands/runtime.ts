import { resolve } from 'node:path';
import { Option } from 'commander';
import type { DeclareCommand } from '#cli/command-declaration.ts';
import type { Session } from '#cli/session.ts';
import type { Paint } from '#cli/terminal/paint.ts';
import { UserError } from '#shared/failure.ts';
import { bytes } from '#shared/format.ts';
import type { NativeStatus } from '#shared/native.ts';
import { plainText } from '#shared/plain-text.ts';

interface RuntimeOptions {
  device?: 'cpu' | 'gpu';
  from?: string;
  allowUnknown?: boolean;
}

/** Shows, installs or removes native TensorFlow. */
async function runtime(
  session: Session,
  action: string | undefined,
  { device, from, allowUnknown = false }: RuntimeOptions,
): Promise<void> {
  if (action === undefined || action === 'install') {
    const request = {
      device: device ?? 'auto',
      from: from === undefined ? null : resolve(from),
      allowUnknown,
    } as const;
    const status = await (action === undefined
      ? session.ask('native.status', {})
      : session.ask('native.install', request));
    session.result(status, () => report(status, session.paint));
    if (!status.works) process.exitCode = 1;
  } else if (action === 'remove') {
    const removed = await session.ask('native.remove', {});
    session.result(removed, () =>
      removed.freedBytes === 0 ? 'No runtime is installed.' : `Removed. ${bytes(removed.freedBytes)} freed.`,
    );
  } else {
    throw new UserError('usage', `Unknown action “${plainText(action)}”. Use “install” or “remove”.`);
  }
}

function report(status: NativeStatus, paint: Paint): string {
  const { runtime: installed, gpus, gpuReason } = status;
  const line = (label: string, text: string) => `${label.padEnd(10)}${text}`;
  const head = installed
    ? `TensorFlow ${installed.tensorflow}, ${installed.device === 'gpu' ? 'with CUDA' : 'for the CPU'}, ${bytes(installed.bytes)}`
    : `not installed; “runtime install” installs TensorFlow ${status.tensorflow} (${sizes(status)})`;
  const gpu = gpus.map(({ name }) => name).join(', ') || 'none';
  return [
    line('runtime', head),
    line('state', status.works ? paint.good('works') : paint.bad('not used')),
    ...(status.reason === null ? [] : [line('', paint.prose(plainText(status.reason)))]),
    line('folder', plainText(installed?.folder ?? status.folder)),
    ...(installed
      ? [line('from', `${plainText(installed.source)}, ${installed.installedAt.slice(0, 10)}`)]
      : []),
    line('GPU', `${plainText(gpu)}${status.usesGpu ? `, ${paint.good('used')}` : ''}`),
    ...(gpuReason === null ? [] : [paint.faint(paint.prose(line('', plainText(gpuReason))))]),
  ].join('\n');
}

function sizes({ download, index }: NativeStatus): string {
  if (download.cpu === null) return 'not available for this machine';
  const gpu = download.gpu === null ? '' : `; with CUDA ${bytes(download.gpu)}`;
  const host = index === null ? '' : `; without pip from ${plainText(index)}`;
  return `download ${bytes(download.cpu)}${gpu}${host}`;
}

/** Its arguments and options. */
export const declareRuntime: DeclareCommand = ({ command, withSession }) => {
  command('runtime [action]', 'show, install or remove native TensorFlow')
    .addHelpText(
      'after',
      '\nActions:\n  install   download and check it (about 0.3 GB; with CUDA about 3.4 GB)\n  remove    remove it',
    )
    .addOption(
      new Option(
        '--device <name>',
        'install the build for the CPU, or for a GPU with CUDA [automatic]',
      ).choices(['cpu', 'gpu']),
    )
    .option('--from <path>', 'install from a wheel or a folder of wheels, without a download')
    .option('--allow-unknown', 'also files whose official checksum is not known')
    .action((action: string | undefined, options) =>
      withSession({ ...options, device: undefined }, (session) => runtime(session, action, options)),
    );
};
