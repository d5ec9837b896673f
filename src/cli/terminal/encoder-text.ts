import { downloadHosts, type EncoderStatus } from '#shared/encoders.ts';
import { bytes } from '#shared/format.ts';
import { plainText } from '#shared/plain-text.ts';
import type { Paint } from './paint.ts';

/** An encoder or a ready-made model in a list: its state, size, licence, and how to get it. `more`: lines with other facts. */
export function encoderText(
  encoder: Omit<EncoderStatus, 'dimensions'>,
  paint: Paint,
  more: readonly { label: string; text: string }[] = [],
): string {
  const { name, title, about, licence, verified, installed, instructions, page } = encoder;
  const hosts = downloadHosts(encoder);
  const commercial = licence.nonCommercial ? paint.warn(', not for commercial use') : '';
  return [
    `${paint.strong(name)}  ${title}`,
    paint.faint(paint.prose(`  ${about}`)),
    line('state', installed === null ? 'not installed' : paint.good(`installed, ${bytes(installed.bytes)}`)),
    ...(installed === null
      ? [line('files', hosts.length > 0 ? `${bytes(encoder.bytes)} from ${hosts.join(', ')}` : `see ${page}`)]
      : [
          line('from', plainText(installed.source)),
          line('speed', `${installed.secondsPerSecond.toFixed(3)} s for a second of sound on one thread`),
          line('memory', `about ${bytes(installed.memoryBytes)} for each thread`),
        ]),
    ...(installed === null && instructions !== null ? [paint.prose(line('', instructions))] : []),
    ...more.map(({ label, text }) => line(label, text)),
    line('licence', `${licence.name}${commercial}`),
    line('verified', verified ? 'yes' : paint.warn('not verified: never tried with this program')),
  ].join('\n');
}

const line = (label: string, text: string): string => `  ${label.padEnd(10)}${text}`;
