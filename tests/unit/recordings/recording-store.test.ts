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
import { encodeWav } from '#core/audio/wav/wav.ts';
import { createRecordingStore } from '#core/recordings/recording-store.ts';
import { decodeWav, soundFingerprint } from '../../decode-wav.ts';

function temporaryFolder(): string {
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
  it('are saved unchanged, with name and time in the file', async () => {
    const folder = join(temporaryFolder(), 'not', 'yet');
    const store = createRecordingStore(folder, () => new Date('2026-11-22T10:00:00Z'));
    const wav = voice(2);
    const saved = await store.save('Frühling 🌷, take 2', wav);
    expect(saved).toMatchObject({ name: 'Frühling 🌷, take 2', durationSeconds: 2, sampleRateHz: 16_000 });
    const bytes = readFileSync(saved.path);
    expect(decodeWav(bytes).warning).toBeNull();
    expect(decodeWav(bytes).samples).toEqual(decodeWav(wav).samples);
    expect(soundFingerprint(bytes)).toBe(soundFingerprint(wav));
    // Another store on the same folder reads everything from the files.
    expect(await createRecordingStore(folder).list()).toEqual([saved]);
  });

  it('are listed newest first; saving a sound twice gives two', async () => {
    const folder = temporaryFolder();
    let minute = 0;
    const store = createRecordingStore(folder, () => new Date(Date.UTC(2026, 10, 22, 10, minute++)));
    const names = ['one', 'two', 'two'];
    const saved = [];
    for (const name of names) saved.push(await store.save(name, voice()));
    expect(new Set(saved.map(({ id }) => id)).size).toBe(3);
    expect((await store.list()).map(({ name }) => name)).toEqual(names.toReversed());
  });

  it.each(['../../evil', '..', '/etc/passwd', 'a\0b', '\u202Egnp.exe', ' \n\t ', 'long '.repeat(60), '…'])(
    'can have any name: %j',
    async (name) => {
      const folder = join(temporaryFolder(), 'recordings');
      const store = createRecordingStore(folder);
      const { path, name: shown } = await store.save(name, voice());
      expect(readdirSync(join(folder, '..'))).toEqual(['recordings']);
      expect(path.startsWith(folder)).toBe(true);
      expect(shown).toMatch(/^[^\p{Cc}\p{Cf}]{1,200}$/u);
      expect((await store.list()).map(({ name }) => name)).toEqual([shown]);
    },
  );

  it('can be removed and restored repeatedly', async () => {
    const folder = temporaryFolder();
    const store = createRecordingStore(folder);
    const saved = await store.save('mine', voice());
    for (let time = 0; time < 2; time++) {
      await store.remove(saved.id);
      await store.remove(saved.id);
      expect(await store.list()).toEqual([]);
      await store.restore(saved.id);
      await store.restore(saved.id);
      expect(await store.list()).toEqual([saved]);
    }
  });

  it('are removed from the trash after a week', async () => {
    const folder = temporaryFolder();
    const inDays = (days: number) =>
      createRecordingStore(folder, () => new Date(Date.now() + days * 86_400_000));
    const { id } = await inDays(0).save('gone', voice());
    await inDays(0).remove(id);
    await inDays(6).list();
    await inDays(6).restore(id);
    await inDays(6).remove(id);
    await inDays(8).list();
    await expect(inDays(8).restore(id)).rejects.toMatchObject({ code: 'unknown-recording' });
  });

  it.each(['../laboratory', '..\\x', 'a/b', '', 'nobody', 'x'.repeat(300)])(
    'rejects the id %j',
    async (id) => {
      const outside = temporaryFolder();
      writeFileSync(join(outside, 'laboratory.wav'), voice());
      const store = createRecordingStore(join(outside, 'recordings'));
      await expect(store.remove(id)).rejects.toMatchObject({ code: 'unknown-recording' });
      await expect(store.restore(id)).rejects.toMatchObject({ code: 'unknown-recording' });
      expect(existsSync(join(outside, 'laboratory.wav'))).toBe(true);
    },
  );

  it('skips other files, and lists a WAV file that was copied to the folder', async () => {
    const folder = temporaryFolder();
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
    // A changed file is read again.
    writeFileSync(join(folder, 'mine.wav'), voice(4));
    expect(await store.list()).toMatchObject([{ durationSeconds: 4 }]);
  });

  it('corrects the header of a truncated recording and rejects other data', async () => {
    const store = createRecordingStore(temporaryFolder());
    const cut = await store.save('cut', voice(2).subarray(0, 20_000));
    expect(decodeWav(readFileSync(cut.path))).toMatchObject({ warning: null });
    expect(cut.durationSeconds).toBeCloseTo((20_000 - 44) / 32_000, 4);
    await expect(store.save('x', new Uint8Array(3))).rejects.toMatchObject({ name: 'UserError' });
    await expect(store.save('x', new Uint8Array(0))).rejects.toMatchObject({ name: 'UserError' });
    expect(await store.list()).toHaveLength(1);
  });

  it.skipIf(process.platform === 'win32')('reports a full disk and leaves no partial file', () => {
    const folder = temporaryFolder();
    const from = (module: string) =>
      JSON.stringify(new URL(`../../../src/core/${module}`, import.meta.url).href);
    const program = `
      process.on('SIGXFSZ', () => undefined);
      const { createRecordingStore } = await import(${from('recordings/recording-store.ts')});
      const { encodeWav } = await import(${from('audio/wav/wav.ts')});
      const store = createRecordingStore(${JSON.stringify(folder)});
      await store.save('fits', encodeWav(new Float32Array(8000), 16_000));
      await store.save('is too large', encodeWav(new Float32Array(8e6), 16_000)).catch(
        (error) => process.stdout.write(error.code),
      );`;
    // A limit of 500 kB per file simulates a full disk. Without a handler, its signal would end the process.
    const line = 'ulimit -f 500; exec "$0" --input-type=module-typescript -e "$1"';
    const { stdout, stderr } = spawnSync('bash', ['-c', line, process.execPath, program], {
      encoding: 'utf8',
    });
    expect(stdout, stderr).toBe('disk-full');
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it('removes unfinished files of a killed process after a day', async () => {
    const folder = temporaryFolder();
    const inHours = (hours: number) =>
      createRecordingStore(folder, () => new Date(Date.now() + hours * 3_600_000));
    writeFileSync(join(folder, '2026-ab.wav.1234.0.tmp'), 'half');
    writeFileSync(join(folder, 'mine.wav'), voice());
    await inHours(1).list();
    expect(readdirSync(folder)).toHaveLength(2);
    expect(await inHours(25).list()).toHaveLength(1);
    expect(readdirSync(folder)).toEqual(['mine.wav']);
  });

  it('reports a folder that cannot be written to', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    const store = createRecordingStore(join(file, 'below'));
    await expect(store.save('x', voice())).rejects.toMatchObject({ code: 'recordings-unwritable' });
  });
});
