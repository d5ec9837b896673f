import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { decodeWav, encodeWav, soundFingerprint } from '../../../src/core/audio/wav.ts';
import { createRecordingStore } from '../../../src/core/recordings/recording-store.ts';

function place(): string {
  const folder = mkdtempSync(join(tmpdir(), 'neural-ser-recordings-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
const voice = (seconds = 1, rate = 16_000) =>
  encodeWav(
    Float32Array.from({ length: seconds * rate }, (_, i) => 0.3 * Math.sin(i / 9)),
    rate,
  );

describe('recordings', () => {
  it('are kept as they are, with their name and time in the file itself', async () => {
    const folder = join(place(), 'not', 'yet');
    const store = createRecordingStore(folder, () => new Date('2026-11-22T10:00:00Z'));
    const wav = voice(2);
    const kept = await store.keep('Frühling 🌷, take 2', wav);
    expect(kept).toMatchObject({ name: 'Frühling 🌷, take 2', durationSeconds: 2, sampleRateHz: 16_000 });
    const bytes = readFileSync(kept.path);
    expect(decodeWav(bytes).warning).toBeNull();
    expect(decodeWav(bytes).samples).toEqual(decodeWav(wav).samples);
    expect(soundFingerprint(bytes)).toBe(soundFingerprint(wav));
    // Another laboratory on the same folder reads all from the file.
    expect(await createRecordingStore(folder).list()).toEqual([kept]);
  });

  it('are listed newest first; the same one twice is two', async () => {
    const folder = place();
    let minute = 0;
    const store = createRecordingStore(folder, () => new Date(Date.UTC(2026, 10, 22, 10, minute++)));
    const names = ['one', 'two', 'two'];
    const kept = [];
    for (const name of names) kept.push(await store.keep(name, voice()));
    expect(new Set(kept.map(({ id }) => id)).size).toBe(3);
    expect((await store.list()).map(({ name }) => name)).toEqual(names.toReversed());
  });

  it.each(['../../evil', '..', '/etc/passwd', 'a\0b', '\u202Egnp.exe', ' \n\t ', 'long '.repeat(60), '…'])(
    'can have any name: %j',
    async (name) => {
      const folder = join(place(), 'recordings');
      const store = createRecordingStore(folder);
      const { path, name: shown } = await store.keep(name, voice());
      expect(readdirSync(join(folder, '..'))).toEqual(['recordings']);
      expect(path.startsWith(folder)).toBe(true);
      expect(shown).toMatch(/^[^\p{Cc}\p{Cf}]{1,200}$/u);
      expect((await store.list()).map(({ name }) => name)).toEqual([shown]);
    },
  );

  it('can be removed and taken back, each as often as one likes', async () => {
    const folder = place();
    const store = createRecordingStore(folder);
    const kept = await store.keep('mine', voice());
    for (let time = 0; time < 2; time++) {
      await store.remove(kept.id);
      await store.remove(kept.id);
      expect(await store.list()).toEqual([]);
      await store.restore(kept.id);
      await store.restore(kept.id);
      expect(await store.list()).toEqual([kept]);
    }
  });

  it('leave the bin after a week', async () => {
    const folder = place();
    const inDays = (days: number) =>
      createRecordingStore(folder, () => new Date(Date.now() + days * 86_400_000));
    const { id } = await inDays(0).keep('gone', voice());
    await inDays(0).remove(id);
    await inDays(6).list();
    await inDays(6).restore(id);
    await inDays(6).remove(id);
    await inDays(8).list();
    await expect(inDays(8).restore(id)).rejects.toMatchObject({ code: 'unknown-recording' });
  });

  it.each(['../laboratory', '..\\x', 'a/b', '', 'nobody', 'x'.repeat(300)])(
    'has none by the id %j',
    async (id) => {
      const outside = place();
      writeFileSync(join(outside, 'laboratory.wav'), voice());
      const store = createRecordingStore(join(outside, 'recordings'));
      await expect(store.remove(id)).rejects.toMatchObject({ code: 'unknown-recording' });
      await expect(store.restore(id)).rejects.toMatchObject({ code: 'unknown-recording' });
      expect(existsSync(join(outside, 'laboratory.wav'))).toBe(true);
    },
  );

  it('passes over what is none, and takes in a WAV file that somebody put there', async () => {
    const folder = place();
    const store = createRecordingStore(folder);
    expect(await store.list()).toEqual([]);
    writeFileSync(join(folder, 'text.wav'), 'no sound at all');
    writeFileSync(join(folder, 'notes.txt'), 'x');
    writeFileSync(join(folder, 'empty.wav'), '');
    mkdirSync(join(folder, 'folder.wav'));
    writeFileSync(join(folder, 'mine.wav'), voice(3));
    utimesSync(join(folder, 'mine.wav'), 1000, 1000);
    expect(await store.list()).toMatchObject([
      { id: 'mine', name: 'mine', durationSeconds: 3, createdAt: new Date(1_000_000).toISOString() },
    ]);
    // Read again only when it has changed.
    writeFileSync(join(folder, 'mine.wav'), voice(4));
    expect(await store.list()).toMatchObject([{ durationSeconds: 4 }]);
  });

  it('mends the header of a recording that was cut off, and refuses what is no sound', async () => {
    const store = createRecordingStore(place());
    const cut = await store.keep('cut', voice(2).subarray(0, 20_000));
    expect(decodeWav(readFileSync(cut.path))).toMatchObject({ warning: null });
    expect(cut.durationSeconds).toBeCloseTo((20_000 - 44) / 32_000, 4);
    await expect(store.keep('x', new Uint8Array(3))).rejects.toMatchObject({ name: 'UserError' });
    await expect(store.keep('x', new Uint8Array(0))).rejects.toMatchObject({ name: 'UserError' });
    expect(await store.list()).toHaveLength(1);
  });

  it.skipIf(process.platform === 'win32')(
    'leaves nothing half there when the disk is full, and says so',
    () => {
      const folder = place();
      const from = (module: string) =>
        JSON.stringify(new URL(`../../../src/core/${module}`, import.meta.url).href);
      const program = `
      process.on('SIGXFSZ', () => undefined);
      const { createRecordingStore } = await import(${from('recordings/recording-store.ts')});
      const { encodeWav } = await import(${from('audio/wav.ts')});
      const store = createRecordingStore(${JSON.stringify(folder)});
      await store.keep('fits', encodeWav(new Float32Array(8000), 16_000));
      await store.keep('is too large', encodeWav(new Float32Array(8e6), 16_000)).catch(
        (error) => process.stdout.write(error.code),
      );`;
      // Files of at most 500 kB stand for the disk's last room; a signal would otherwise end the process.
      const line = 'ulimit -f 500; exec "$0" --input-type=module-typescript -e "$1"';
      const { stdout, stderr } = spawnSync('bash', ['-c', line, process.execPath, program], {
        encoding: 'utf8',
      });
      expect(stdout, stderr).toBe('disk-full');
      expect(readdirSync(folder)).toHaveLength(1);
    },
  );

  it('clears what a killed process left behind, after a day', async () => {
    const folder = place();
    const inHours = (hours: number) =>
      createRecordingStore(folder, () => new Date(Date.now() + hours * 3_600_000));
    writeFileSync(join(folder, '2026-ab.wav.1234.0.tmp'), 'half');
    writeFileSync(join(folder, 'mine.wav'), voice());
    await inHours(1).list();
    expect(readdirSync(folder)).toHaveLength(2);
    expect(await inHours(25).list()).toHaveLength(1);
    expect(readdirSync(folder)).toEqual(['mine.wav']);
  });

  it('says where it cannot be written', async () => {
    const file = join(place(), 'file');
    writeFileSync(file, '');
    const store = createRecordingStore(join(file, 'below'));
    await expect(store.keep('x', voice())).rejects.toMatchObject({ code: 'recordings-unwritable' });
  });
});
