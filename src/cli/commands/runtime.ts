import { resolve } from 'node:path';
import { UserError } from '../../shared/failure.ts';
import type { NativeStatus } from '../../shared/native.ts';
import type { Session } from '../session.ts';
import type { Paint } from '../terminal/paint.ts';
import { plainText } from '../terminal/text.ts';

export interface RuntimeOptions {
  device?: 'cpu' | 'gpu';
  from?: string;
}

/** Shows, installs or removes native TensorFlow. */
export async function runtime(
  session: Session,
  action: string | undefined,
  { device, from }: RuntimeOptions,
): Promise<void> {
  if (action === undefined || action === 'install') {
    const wish = { device: device ?? 'auto', from: from === undefined ? null : resolve(from) } as const;
    const status = await (action === undefined
      ? session.ask('native.status', {})
      : session.ask('native.install', wish));
    session.result(status, () => report(status, session.paint));
    if (!status.works) process.exitCode = 1;
  } else if (action === 'remove') {
    const removed = await session.ask('native.remove', {});
    session.result(removed, () =>
      removed.freedBytes === 0
        ? 'There was nothing to remove.'
        : `Removed; ${gigabytes(removed.freedBytes)} became free.`,
    );
  } else {
    throw new UserError('usage', `runtime knows “install” and “remove”, not “${plainText(action)}”.`);
  }
}

function report(status: NativeStatus, paint: Paint): string {
  const { runtime: installed, gpus, gpuReason } = status;
  const line = (what: string, text: string) => `${what.padEnd(10)}${text}`;
  const head = installed
    ? `TensorFlow ${installed.tensorflow}, ${installed.device === 'gpu' ? 'with CUDA' : 'for the processor'}, ${gigabytes(installed.bytes)}`
    : `none; TensorFlow ${status.tensorflow} would be installed (${sizes(status)})`;
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

function sizes({ download }: NativeStatus): string {
  if (download.cpu === null) return 'not for this machine';
  const gpu = download.gpu === null ? '' : `; with CUDA ${gigabytes(download.gpu)}`;
  return `${gigabytes(download.cpu)} to fetch${gpu}`;
}

const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
