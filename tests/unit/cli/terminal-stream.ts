import { Writable } from 'node:stream';
import { createPaint, type Paint } from '../../../src/cli/terminal/paint.ts';

/** A stream that keeps what is written to it; with `columns` it is a terminal of that width. */
export interface KeptStream extends NodeJS.WriteStream {
  readonly written: string;
}

export function keptStream(columns?: number, colorDepth = 8): KeptStream {
  let written = '';
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      written += String(chunk);
      done();
    },
  });
  Object.defineProperty(stream, 'written', { get: () => written });
  if (columns !== undefined) Object.assign(stream, { isTTY: true, columns, getColorDepth: () => colorDepth });
  return stream as unknown as KeptStream;
}

/** Colours of a terminal so wide; without a width, those of a file: none. */
export function paintFor(columns?: number): Paint {
  return createPaint(keptStream(columns));
}
