import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createRandom } from '#shared/random.ts';

/** What to write: a WAV file whose sound depends on `sound`, bytes, or text. */
export type Content =
  | { sound: string; seconds?: number; gain?: number; offset?: number }
  | Uint8Array
  | string;

export interface CorpusFolder {
  path: string;
  /** The absolute path of a file in it. */
  at: (relative: string) => string;
  [Symbol.dispose]: () => void;
}

/**
 * A temporary folder with these files. A list of paths gives each file a different sound; a record gives the contents.
 */
export function corpusFolder(files: readonly string[] | Record<string, Content>): CorpusFolder {
  const root = mkdtempSync(path.join(realpathSync(tmpdir()), 'corpora-'));
  const contents: [string, Content][] = Array.isArray(files)
    ? files.map((file) => [file, { sound: file }])
    : Object.entries(files as Record<string, Content>);
  for (const [file, content] of contents) {
    const target = path.join(root, file);
    mkdirSync(path.dirname(target), { recursive: true });
    const isSound = typeof content === 'object' && 'sound' in content;
    writeFileSync(target, isSound ? tinyWav(content) : content);
  }
  return {
    path: root,
    at: (relative) => path.join(root, relative),
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** A 16-bit mono WAV at 8 kHz with noise that depends on `sound`. It does not use the code under test. */
export function tinyWav({
  sound,
  seconds = 0.2,
  gain = 0.3,
  offset = 0,
}: Exclude<Content, Uint8Array | string>): Uint8Array {
  const random = createRandom('tiny-wav', sound);
  const samples = Math.round(seconds * 8000);
  const bytes = new DataView(new ArrayBuffer(44 + 2 * samples));
  const text = (at: number, word: string) => Buffer.from(bytes.buffer, at).write(word, 'latin1');
  text(0, 'RIFF');
  bytes.setUint32(4, 36 + 2 * samples, true);
  text(8, 'WAVEfmt ');
  bytes.setUint32(16, 16, true);
  bytes.setUint16(20, 1, true);
  bytes.setUint16(22, 1, true);
  bytes.setUint32(24, 8000, true);
  bytes.setUint32(28, 16_000, true);
  bytes.setUint16(32, 2, true);
  bytes.setUint16(34, 16, true);
  text(36, 'data');
  bytes.setUint32(40, 2 * samples, true);
  for (let i = 0; i < samples; i++)
    bytes.setInt16(44 + 2 * i, Math.round((offset + gain * random.between(-1, 1)) * 32767), true);
  return new Uint8Array(bytes.buffer);
}
