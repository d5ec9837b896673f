import { Writable } from 'node:stream';
import { createPaint, type Paint } from '#cli/terminal/paint.ts';

/** A stream that records its output. With `columns` it is a terminal of that width. */
export interface RecordedStream extends NodeJS.WriteStream {
  readonly written: string;
}

export function recordedStream(columns?: number, colorDepth = 8): RecordedStream {
  let written = '';
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      written += String(chunk);
      done();
    },
  });
  Object.defineProperty(stream, 'written', { get: () => written });
  if (columns !== undefined) Object.assign(stream, { isTTY: true, columns, getColorDepth: () => colorDepth });
  return stream as unknown as RecordedStream;
}

/** The paint of a terminal of this width; without a width, the paint of a file, without colours. */
export function paintFor(columns?: number): Paint {
  return createPaint(recordedStream(columns));
}
