import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { cremaD } from '#core/corpora/layouts/crema-d.ts';
import type { NamedLayout } from '#core/corpora/layouts/naming.ts';
import { ravdess } from '#core/corpora/layouts/ravdess.ts';
import { savee } from '#core/corpora/layouts/savee.ts';
import { tess } from '#core/corpora/layouts/tess.ts';
import { planCorpus, SAMPLE_LAYOUT_PLANS } from '#core/corpora/sample-voices/corpus-plan.ts';
import { writeSampleVoices } from '#core/corpora/sample-voices/write-sample-voices.ts';
import { broaderLabel } from '#shared/labels.ts';

/** The others are read from beginning to end in `published-corpora.test.ts`. */
const FIRST_LAYOUTS = ['tess', 'savee', 'ravdess', 'crema-d'] as const;

const MARKER = 'neural-ser-sample-voices.json';
const scratch = mkdtempSync(path.join(tmpdir(), 'sample-voices-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

let folders = 0;
const newFolder = (): string => path.join(scratch, `corpus ${++folders}`);
const small = { layout: 'ravdess', speakers: 2, clipsPerEmotion: 2, seed: 5 } as const;
const SMALL_CLIPS = 2 * 2 * 7;

/** The hash of every file below a folder. */
function contents(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    files
      .map((entry) => path.join(entry.parentPath, entry.name))
      .sort()
      .map((file) => [
        path.relative(folder, file),
        createHash('sha256').update(readFileSync(file)).digest('hex'),
      ]),
  );
}

describe('the plan of a corpus', () => {
  const published: Record<(typeof FIRST_LAYOUTS)[number], { pattern: RegExp; reader: NamedLayout }> = {
    tess: {
      pattern:
        /^(O[A-Z]F_(angry|disgust|Fear|happy|neutral|Sad|Pleasant_surprise)|Y[A-Z]F_(angry|disgust|fear|happy|neutral|sad|pleasant_surprised))\/[OY][A-Z]F_[a-z]+_(angry|disgust|fear|happy|neutral|ps|sad)\.wav$/,
      reader: tess,
    },
    savee: { pattern: /^ALL\/[A-Z]{2}_(a|d|f|h|n|sa|su)\d\d\.wav$/, reader: savee },
    ravdess: {
      pattern: /^Actor_(\d\d)\/03-01-0[1-8]-0[12]-0[12]-\d\d-\1\.wav$/,
      reader: ravdess,
    },
    'crema-d': {
      pattern: /^AudioWAV\/\d{4}_[A-Z]{3}_(ANG|DIS|FEA|HAP|NEU|SAD)_(LO|MD|HI|XX)\.wav$/,
      reader: cremaD,
    },
  };

  it.each(FIRST_LAYOUTS)('names the files of %s as published, and the scanner reads them', (layout) => {
    const { pattern, reader } = published[layout];
    // Two speakers are enough to check the names.
    const { clips, speakers } = planCorpus(
      layout,
      2,
      SAMPLE_LAYOUT_PLANS[layout].defaults.clipsPerEmotion,
      1,
    );
    expect(new Set(clips.map((clip) => clip.path.toLowerCase())).size).toBe(clips.length);
    for (const clip of clips) {
      expect(clip.path).toMatch(pattern);
      const [folder, file] = clip.path.split('/');
      const naming = reader.readName([folder], file.replace(/\.wav$/, ''), true);
      expect(naming).toMatchObject({ layout, contradiction: null, warning: null });
      // Half of RAVDESS's neutral clips are calm.
      expect(broaderLabel(naming?.label ?? '')).toBe(clip.emotion);
      expect(clip.speaker.name).toContain(naming?.speaker);
      if (naming?.sex) expect(clip.speaker.sex).toBe(naming.sex);
      if (layout !== 'savee') expect(naming?.sentence).toBe(clip.sentence.code);
    }
    expect(speakers).toHaveLength(2);
  });

  it.each(FIRST_LAYOUTS)('distributes the clips of %s evenly and never plans a clip twice', (layout) => {
    const { emotions } = SAMPLE_LAYOUT_PLANS[layout];
    const { clips } = planCorpus(layout, 5, 12, 1);
    for (const emotion of emotions) {
      expect(clips.filter((clip) => clip.emotion === emotion)).toHaveLength(5 * 12);
    }
    expect(clips).toHaveLength(5 * 12 * emotions.length);
    const said = clips.map((clip) =>
      [clip.speaker.name, clip.sentence.code, clip.emotion, clip.intensity, clip.take].join(' '),
    );
    expect(new Set(said).size).toBe(clips.length);
  });

  it.each(FIRST_LAYOUTS)('has unique names up to the maximum of %s', (layout) => {
    const { max } = SAMPLE_LAYOUT_PLANS[layout];
    for (const [speakers, clipsPerEmotion] of [
      [max.speakers, 1],
      [1, max.clipsPerEmotion],
    ]) {
      const { clips } = planCorpus(layout, speakers, clipsPerEmotion, 1);
      expect(new Set(clips.map((clip) => clip.path)).size).toBe(clips.length);
      for (const clip of clips) expect(clip.path.split('/')[1].length).toBeLessThan(40);
    }
    expect(() => planCorpus(layout, max.speakers + 1, 1, 1)).toThrow(
      expect.objectContaining({ code: 'too-many-speakers' }),
    );
    expect(() => planCorpus(layout, 1, max.clipsPerEmotion + 1, 1)).toThrow(
      expect.objectContaining({ code: 'too-many-clips' }),
    );
  });

  it('a speaker does not depend on the number of speakers', () => {
    for (const layout of FIRST_LAYOUTS) {
      expect(planCorpus(layout, 6, 1, 3).speakers[1]).toEqual(planCorpus(layout, 2, 1, 3).speakers[1]);
    }
  });
});

describe('writing sample voices', () => {
  it.each(FIRST_LAYOUTS)('writes %s with its marker and no other files than sound', async (layout) => {
    const folder = newFolder();
    const progress: number[] = [];
    const result = await writeSampleVoices({
      folder,
      layout,
      speakers: 2,
      clipsPerEmotion: 1,
      seed: 7,
      onProgress: ({ done, total }) => progress.push(done / total),
    });
    const clips = 2 * SAMPLE_LAYOUT_PLANS[layout].emotions.length;
    expect(result).toEqual({ folder, clips, speakers: 2 });
    expect(progress).toEqual(Array.from({ length: clips }, (_, i) => (i + 1) / clips));
    const marker = JSON.parse(readFileSync(path.join(folder, MARKER), 'utf8'));
    expect(marker).toEqual({
      synthetic: true,
      version: 1,
      layout,
      seed: 7,
      speakers: 2,
      clipsPerEmotion: 1,
      sampleRateHz: 16_000,
    });
    const files = Object.keys(contents(folder));
    expect(files.filter((file) => file.endsWith('.wav'))).toHaveLength(clips);
    const others = files.filter((file) => !file.endsWith('.wav'));
    expect(others).toEqual(layout === 'crema-d' ? ['VideoDemographics.csv', MARKER] : [MARKER]);
    for (const file of files.filter((name) => name.endsWith('.wav'))) {
      const bytes = readFileSync(path.join(folder, file));
      expect(bytes.toString('latin1', 0, 4)).toBe('RIFF');
      expect([bytes.readUInt16LE(20), bytes.readUInt16LE(22), bytes.readUInt16LE(34)]).toEqual([1, 1, 16]);
      expect(bytes.readUInt32LE(24)).toBe(16_000);
      expect(bytes.readUInt32LE(4)).toBe(bytes.length - 8);
    }
  });

  it('gives equal bytes for equal seeds, other bytes for another seed, and no sound twice', async () => {
    const [first, second, third] = [newFolder(), newFolder(), newFolder()];
    await writeSampleVoices({ ...small, folder: first });
    await writeSampleVoices({ ...small, folder: second });
    await writeSampleVoices({ ...small, folder: third, seed: 6 });
    expect(contents(second)).toEqual(contents(first));
    const hashes = [...Object.values(contents(first)), ...Object.values(contents(third))];
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it('keeps complete files and rewrites the others', async () => {
    const folder = newFolder();
    await writeSampleVoices({ ...small, folder });
    const before = contents(folder);
    const [kept, cut, gone] = Object.keys(before).filter((file) => file.endsWith('.wav'));
    const longAgo = new Date(2001, 1, 1);
    utimesSync(path.join(folder, kept), longAgo, longAgo);
    truncateSync(path.join(folder, cut), 1000);
    rmSync(path.join(folder, gone));
    const leftover = path.join(folder, `${kept}.1234.0.tmp`);
    writeFileSync(leftover, 'half a clip');
    utimesSync(leftover, longAgo, longAgo);
    await writeSampleVoices({ ...small, folder });
    expect(contents(folder)).toEqual(before);
    expect(statSync(path.join(folder, kept)).mtime).toEqual(longAgo);
  });

  it('stops when cancelled, and continues to the same result', async () => {
    const [whole, halved] = [newFolder(), newFolder()];
    await writeSampleVoices({ ...small, folder: whole });
    const controller = new AbortController();
    const onProgress = ({ done }: { done: number }): void => {
      if (done === 5) controller.abort();
    };
    await expect(
      writeSampleVoices({ ...small, folder: halved, signal: controller.signal, onProgress }),
    ).rejects.toMatchObject({ name: 'UserError', code: 'cancelled' });
    const written = Object.keys(contents(halved)).length;
    expect(written).toBeGreaterThanOrEqual(6);
    expect(written).toBeLessThan(SMALL_CLIPS);
    await writeSampleVoices({ ...small, folder: halved });
    expect(contents(halved)).toEqual(contents(whole));
  });

  it('creates no folder when cancelled before the start', async () => {
    const folder = newFolder();
    await expect(writeSampleVoices({ ...small, folder, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(existsSync(folder)).toBe(false);
  });

  it('completes a corpus after its process was killed', async () => {
    const [whole, killed] = [newFolder(), newFolder()];
    const module = pathToFileURL(
      path.resolve(import.meta.dirname, '../../../../src/core/corpora/sample-voices/write-sample-voices.ts'),
    );
    const program = `import { writeSampleVoices } from ${JSON.stringify(module.href)};
      await writeSampleVoices({ ...${JSON.stringify({ ...small, folder: killed })},
        onProgress: ({ done }) => { if (done === 4) process.kill(process.pid, 'SIGKILL'); } });`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'inherit' });
    const signal = await new Promise((resolve) => child.on('exit', (_, by) => resolve(by)));
    expect(signal).toBe('SIGKILL');
    const left = Object.keys(contents(killed));
    expect(left).toContain(MARKER);
    expect(left.filter((file) => file.endsWith('.wav')).length).toBeLessThan(SMALL_CLIPS);
    await writeSampleVoices({ ...small, folder: killed });
    await writeSampleVoices({ ...small, folder: whole });
    // Unfinished files of the killed process are not clips.
    const complete = Object.entries(contents(killed)).filter(([file]) => !/\.tmp$/.test(file));
    expect(Object.fromEntries(complete)).toEqual(contents(whole));
  });

  it('can run twice at the same time', async () => {
    const [folder, alone] = [newFolder(), newFolder()];
    await Promise.all([writeSampleVoices({ ...small, folder }), writeSampleVoices({ ...small, folder })]);
    await writeSampleVoices({ ...small, folder: alone });
    expect(contents(folder)).toEqual(contents(alone));
  });

  it('does not change a folder with other files', async () => {
    const folder = newFolder();
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'thesis.txt'), 'precious');
    await expect(writeSampleVoices({ ...small, folder })).rejects.toMatchObject({
      name: 'UserError',
      code: 'folder-not-empty',
      message: expect.stringContaining('thesis.txt'),
    });
    expect(readdirSync(folder)).toEqual(['thesis.txt']);
  });

  it('accepts a folder that contains only files of a file manager', async () => {
    const folder = newFolder();
    mkdirSync(folder);
    writeFileSync(path.join(folder, '.DS_Store'), '');
    writeFileSync(path.join(folder, `${MARKER}.314159.0.tmp`), '{"synth');
    await expect(writeSampleVoices({ ...small, folder })).resolves.toMatchObject({ clips: SMALL_CLIPS });
  });

  it.each([
    ['another seed', { seed: 6 }],
    ['another layout', { layout: 'savee' }],
    ['more speakers', { speakers: 3 }],
    ['another rate', { sampleRateHz: 8000 }],
  ] as const)('rejects its own folder with %s', async (_, other) => {
    const folder = newFolder();
    await writeSampleVoices({ ...small, speakers: 1, clipsPerEmotion: 1, folder });
    const before = contents(folder);
    await expect(
      writeSampleVoices({ ...small, speakers: 1, clipsPerEmotion: 1, folder, ...other }),
    ).rejects.toMatchObject({ code: 'folder-not-empty', message: expect.stringContaining('seed 5') });
    expect(contents(folder)).toEqual(before);
  });

  it.each(['', '{"synthetic":true', '[]', '{"synthetic":true,"layout":"tess"}'])(
    'rejects a folder with the marker %j',
    async (text) => {
      const folder = newFolder();
      mkdirSync(folder);
      writeFileSync(path.join(folder, MARKER), text);
      await expect(writeSampleVoices({ ...small, folder })).rejects.toMatchObject({
        code: 'folder-not-empty',
      });
      expect(readdirSync(folder)).toEqual([MARKER]);
    },
  );

  it('rejects a file in place of the folder, and a folder below a file', async () => {
    const file = newFolder();
    writeFileSync(file, 'not a folder');
    for (const folder of [file, path.join(file, 'below')]) {
      await expect(writeSampleVoices({ ...small, folder })).rejects.toMatchObject({ code: 'not-a-folder' });
    }
  });

  it.each([
    ['invalid-input', { speakers: 0 }],
    ['invalid-input', { speakers: 1.5 }],
    ['invalid-input', { clipsPerEmotion: -1 }],
    ['invalid-input', { seed: Number.NaN }],
    ['invalid-input', { layout: 'constructor' as 'tess' }],
    ['invalid-sample-rate', { sampleRateHz: 1 }],
    ['too-many-speakers', { speakers: 1e6 }],
    ['too-many-clips', { clipsPerEmotion: 1e6 }],
  ])('rejects with %s for %o and creates no folder', async (code, wrong) => {
    const folder = newFolder();
    await expect(writeSampleVoices({ ...small, folder, ...wrong })).rejects.toMatchObject({
      name: 'UserError',
      code,
    });
    expect(existsSync(folder)).toBe(false);
  });
});
