import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { ENCODERS } from '#core/features/encoder/catalogue/catalogue.ts';
import type { EncoderEntry } from '#core/features/encoder/catalogue/encoder-entry.ts';
import { createExtractor } from '#core/features/feature-kinds.ts';
import { openReader } from '#core/jobs/open-reader.ts';
import { addEncoder } from '#core/runtime/encoders/add-encoder.ts';
import { downloadEncoder } from '#core/runtime/encoders/download-encoder.ts';
import { installedEncoder, removeEncoder } from '#core/runtime/encoders/installed-encoders.ts';
import { ENTRIES } from '../../../program-scripts.ts';
import { temporaryFolder } from '../../../temporary-folder.ts';
import { sha256Of, tinyEntry, tinyOnnx } from '../../../tiny-encoder.ts';

const reader = openReader(ENTRIES.reader);
afterAll(() => reader[Symbol.asyncDispose]());

const CONTENT = tinyOnnx();
/** An entry whose checksum is not in the catalogue. */
const unknown = (bytes = CONTENT.length, url: string | null = null): EncoderEntry =>
  tinyEntry({ files: [{ name: 'model.onnx', url, sha256: null, bytes }] });

function folderWith(content: Uint8Array | string, name = 'model.onnx'): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, name), content);
  return folder;
}

function add(encoders: string, path: string, entry = tinyEntry(), signal?: AbortSignal) {
  const phases: string[] = [];
  const progress = (phase: string) => void phases.push(phase);
  return { phases, added: addEncoder({ encoders, entry, path, reader, progress, signal }) };
}

/** Nothing but what was there before is left. */
const left = (encoders: string) => (existsSync(encoders) ? readdirSync(encoders).sort() : []);

describe('adding an encoder', () => {
  test('copies its files, tries them out, and makes it usable', async () => {
    const encoders = join(temporaryFolder(), 'encoders');
    const { added, phases } = add(encoders, folderWith(CONTENT));
    const { features, bytes, secondsPerSecond } = await added;
    expect(bytes).toBe(CONTENT.length);
    expect(secondsPerSecond).toBeGreaterThan(0);
    expect(features.files).toEqual([{ name: 'model.onnx', sha256: sha256Of(CONTENT) }]);
    expect(new Set(phases)).toEqual(new Set(['copying', 'testing']));
    expect((await installedEncoder(encoders, { encoder: 'tiny' }))?.features).toEqual(features);
    using extractor = await createExtractor(features, { encoders });
    expect(extractor.shape).toEqual([3, 49]);
    expect(left(encoders)).toEqual(['tiny']);
  });

  test('takes a single file of any name, and the folder “onnx” of an export', async () => {
    const encoders = temporaryFolder();
    await add(encoders, join(folderWith(CONTENT, 'my export.onnx'), 'my export.onnx')).added;
    const exported = temporaryFolder();
    mkdirSync(join(exported, 'onnx'));
    writeFileSync(join(exported, 'onnx', 'model.onnx'), CONTENT);
    await add(encoders, exported, unknown()).added;
    expect(await installedEncoder(encoders, { encoder: 'tiny' })).not.toBeNull();
  });

  test.each([
    ['another file', new TextEncoder().encode('x'.repeat(100)), tinyEntry(), 'corrupted', 'SHA-256'],
    [
      'a text',
      new TextEncoder().encode('no network'),
      unknown(),
      'encoder-unusable',
      'model.onnx cannot be used',
    ],
    ['an empty file', new Uint8Array(), unknown(), 'encoder-unusable', 'model.onnx cannot be used'],
    [
      'a truncated file',
      CONTENT.subarray(0, 3000),
      unknown(),
      'encoder-unusable',
      'model.onnx cannot be used',
    ],
    [
      'weights in a file elsewhere',
      tinyOnnx({ external: '/etc/passwd' }),
      unknown(),
      'encoder-unusable',
      'other files (/etc/passwd)',
    ],
    [
      'weights in a file above',
      tinyOnnx({ external: '../../laboratory.sqlite' }),
      unknown(),
      'encoder-unusable',
      'other files',
    ],
    [
      'an input of integers',
      tinyOnnx({ type: 7 }),
      unknown(),
      'encoder-unusable',
      'model.onnx cannot be used',
    ],
  ] as const)('refuses %s and leaves the installed one', async (_, content, entry, code, words) => {
    const encoders = temporaryFolder();
    const before = await add(encoders, folderWith(CONTENT)).added;
    await expect(add(encoders, folderWith(content), entry).added).rejects.toMatchObject({
      code,
      message: expect.stringContaining(words),
    });
    expect(await installedEncoder(encoders, { encoder: 'tiny' })).toEqual(before);
    expect(left(encoders)).toEqual(['tiny']);
  });

  test('refuses a file of another size before it is copied', async () => {
    const encoders = temporaryFolder();
    const folder = folderWith(CONTENT);
    truncateSync(join(folder, 'model.onnx'), 2 ** 36);
    const { added, phases } = add(encoders, folder, unknown());
    await expect(added).rejects.toMatchObject({ code: 'corrupted', message: expect.stringContaining('GB') });
    expect(phases).toEqual([]);
  });

  test('says what is missing', async () => {
    const encoders = temporaryFolder();
    // A named pipe is not waited for.
    const pipe = join(temporaryFolder(), 'model.onnx');
    if (process.platform !== 'win32') execFileSync('mkfifo', [pipe]);
    for (const path of [temporaryFolder(), join(temporaryFolder(), 'nowhere'), pipe, dirname(pipe)])
      await expect(add(encoders, path).added).rejects.toMatchObject({ code: 'encoder-files-missing' });
  });

  test('can be cancelled, and leaves nothing', async () => {
    const encoders = temporaryFolder();
    const controller = new AbortController();
    const { added } = add(encoders, folderWith(CONTENT), tinyEntry(), controller.signal);
    controller.abort();
    await expect(added).rejects.toMatchObject({ code: 'cancelled' });
    expect(left(encoders).filter((name) => name !== 'install.lock')).toEqual([]);
  });

  test('can be done twice at once', async () => {
    const encoders = temporaryFolder();
    const folder = folderWith(CONTENT);
    await Promise.all([add(encoders, folder).added, add(encoders, folder).added]);
    expect(left(encoders)).toEqual(['tiny']);
  });

  test('is undone by removing it', async () => {
    const encoders = temporaryFolder();
    await add(encoders, folderWith(CONTENT)).added;
    expect(await removeEncoder(encoders, { encoder: 'tiny' })).toBe(CONTENT.length);
    expect(await installedEncoder(encoders, { encoder: 'tiny' })).toBeNull();
    expect(await removeEncoder(encoders, { encoder: 'tiny' })).toBe(0);
  });
});

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.headers.range ?? ''}`.trim());
    answer(request, response);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/model.onnx`, requests };
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  headers: Record<string, string | number> = {},
) {
  const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
  response.writeHead(from > 0 ? 206 : 200, { 'content-length': CONTENT.length - from, ...headers });
  response.end(request.method === 'HEAD' ? undefined : CONTENT.subarray(from));
}

/** `git hash-object` of a file with this content. */
const gitBlobOf = (content: Uint8Array): string =>
  execFileSync('git', ['hash-object', '--stdin'], { input: content, encoding: 'utf8' }).trim();

const linked = { 'x-linked-etag': `"${sha256Of(CONTENT)}"`, 'x-linked-size': CONTENT.length };
const download = (encoders: string, entry: EncoderEntry, signal?: AbortSignal) =>
  downloadEncoder({ encoders, entry, reader, progress: () => undefined, signal });
const known = (url: string): EncoderEntry =>
  tinyEntry({ files: [{ name: 'model.onnx', url, sha256: sha256Of(CONTENT), bytes: CONTENT.length }] });

describe('downloading an encoder', () => {
  test('fetches its files, compares checksums and adds it', async () => {
    const encoders = temporaryFolder();
    const { url, requests } = await serve(send);
    const { source } = await download(encoders, known(url));
    expect(source).toMatch(/^127\.0\.0\.1/);
    expect(requests).toEqual(['GET']);
    expect(readFileSync(join(encoders, 'tiny', 'model.onnx')).equals(CONTENT)).toBe(true);
    expect(readdirSync(join(encoders, '.downloads'))).toEqual([]);
  });

  test('takes the checksum that the server names where the catalogue has none', async () => {
    const encoders = temporaryFolder();
    const { url, requests } = await serve((request, response) => send(request, response, linked));
    await download(encoders, unknown(CONTENT.length, url));
    expect(requests).toEqual(['HEAD', 'GET']);
    expect(await installedEncoder(encoders, { encoder: 'tiny' })).not.toBeNull();
  });

  test.each([
    ['an ETag', { etag: `"${gitBlobOf(CONTENT)}"` }],
    ['a weak ETag', { etag: `W/"${gitBlobOf(CONTENT)}"` }],
    ['a linked ETag', { 'x-linked-etag': gitBlobOf(CONTENT), 'x-linked-size': CONTENT.length }],
  ])('takes the name of a file in git, given as %s', async (_, headers) => {
    const encoders = temporaryFolder();
    const { url, requests } = await serve((request, response) => send(request, response, headers));
    await download(encoders, unknown(CONTENT.length, url));
    expect(requests).toEqual(['HEAD', 'GET']);
    expect((await installedEncoder(encoders, { encoder: 'tiny' }))?.features.files[0].sha256).toBe(
      sha256Of(CONTENT),
    );
    const changed = await serve((request, response) => {
      response.writeHead(200, { 'content-length': CONTENT.length, ...headers });
      response.end(request.method === 'HEAD' ? undefined : new Uint8Array(CONTENT.length));
    });
    const other = temporaryFolder();
    await expect(download(other, unknown(CONTENT.length, changed.url))).rejects.toMatchObject({
      code: 'corrupted',
    });
    expect(await installedEncoder(other, { encoder: 'tiny' })).toBeNull();
  });

  test('finds it behind a redirect of the same host', async () => {
    const encoders = temporaryFolder();
    const { url, requests } = await serve((request, response) => {
      if (request.url === '/model.onnx') response.writeHead(307, { location: '/cache/model.onnx' }).end();
      else send(request, response, { etag: `"${gitBlobOf(CONTENT)}"` });
    });
    await download(encoders, unknown(CONTENT.length, url));
    expect(requests.filter((request) => request === 'HEAD')).toHaveLength(2);
    expect(await installedEncoder(encoders, { encoder: 'tiny' })).not.toBeNull();
    // The ETag of a redirect says nothing about the file.
    const elsewhere = await serve((_, response) =>
      response.writeHead(307, { location: 'http://localhost:1/x', etag: `"${gitBlobOf(CONTENT)}"` }).end(),
    );
    await expect(download(encoders, unknown(CONTENT.length, elsewhere.url))).rejects.toMatchObject({
      code: 'download-failed',
    });
  });

  test('refuses a file whose checksum nobody names, and one that is not there', async () => {
    const encoders = temporaryFolder();
    const { url } = await serve(send);
    await expect(download(encoders, unknown(CONTENT.length, url))).rejects.toMatchObject({
      code: 'download-failed',
      message: expect.stringContaining('checksum'),
    });
    const gone = await serve((_, response) => response.writeHead(404).end());
    await expect(download(encoders, unknown(CONTENT.length, gone.url))).rejects.toMatchObject({
      code: 'download-failed',
      message: expect.stringContaining('404'),
    });
    expect(await installedEncoder(encoders, { encoder: 'tiny' })).toBeNull();
  });

  test('continues after it was cancelled', async () => {
    const encoders = temporaryFolder();
    const controller = new AbortController();
    const { url, requests } = await serve((request, response) => {
      if (requests.length > 1) return send(request, response);
      response.writeHead(200, { 'content-length': CONTENT.length });
      response.write(CONTENT.subarray(0, 2000), () => setTimeout(() => controller.abort(), 100));
    });
    await expect(download(encoders, known(url), controller.signal)).rejects.toMatchObject({
      code: 'cancelled',
    });
    await download(encoders, known(url));
    expect(requests).toEqual(['GET', 'GET bytes=2000-']);
    expect(await installedEncoder(encoders, { encoder: 'tiny' })).not.toBeNull();
  });

  test('refuses a file that was changed on its way', async () => {
    const encoders = temporaryFolder();
    const { url } = await serve((_, response) => response.end(new Uint8Array(CONTENT.length)));
    await expect(download(encoders, known(url))).rejects.toMatchObject({ code: 'corrupted' });
    expect(await installedEncoder(encoders, { encoder: 'tiny' })).toBeNull();
  });

  test('says what to do where a file cannot be downloaded', async () => {
    const entry = tinyEntry({ instructions: 'Export it.' });
    await expect(download(temporaryFolder(), entry)).rejects.toMatchObject({
      code: 'not-downloadable',
      message: expect.stringContaining('Export it.'),
    });
  });
});

describe('the catalogue', () => {
  test.each(ENCODERS.map((entry) => [entry.name, entry] as const))(
    'has complete facts about %s',
    (_, entry) => {
      const { files, licence, page, verified, instructions, features } = entry;
      for (const address of [page, licence.url]) expect(address).toMatch(/^https:\/\//);
      for (const { url, sha256, bytes } of files) {
        expect(bytes).toBeGreaterThan(0);
        if (url === null) expect(instructions).not.toBeNull();
        else expect(url).toContain(entry.revision);
        if (verified) expect(sha256).toMatch(/^[0-9a-f]{64}$/);
      }
      expect(features.frameSamples / 16_000).toBeLessThan(features.durationSeconds);
    },
  );

  test('has unique names', () => {
    expect(new Set(ENCODERS.map(({ name }) => name)).size).toBe(ENCODERS.length);
  });
});
