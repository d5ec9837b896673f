import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { download } from '#core/runtime/downloads/download.ts';
import { fetchFromIndex } from '#core/runtime/downloads/package-index.ts';
import { temporaryFolder } from '../../../temporary-folder.ts';

const CONTENT = randomBytes(300_000);
const sha256 = createHash('sha256').update(CONTENT).digest('hex');

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function sendFrom(request: IncomingMessage, response: ServerResponse): void {
  const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
  response.writeHead(from > 0 ? 206 : 200, { 'content-length': CONTENT.length - from });
  response.end(CONTENT.subarray(from));
}

function fetchIt(url: string, more: Partial<Parameters<typeof download>[0]> = {}) {
  const target = join(temporaryFolder(), 'wheel.whl');
  const reported: number[] = [];
  const progress = (bytes: number) => void reported.push(bytes);
  const start = () =>
    download({
      url,
      checksum: { kind: 'sha256', value: sha256 },
      bytes: CONTENT.length,
      target,
      progress,
      ...more,
    });
  return { target, reported, start };
}

describe('download', () => {
  it('goes through the proxy that the environment names, and not to the others', async () => {
    const url = await serve(sendFrom);
    const asked: string[] = [];
    const proxy = createServer((_request, response) => response.writeHead(500).end());
    proxy.on('connect', (request, client) => {
      asked.push(request.url ?? '');
      const target = connect(Number(new URL(url).port), '127.0.0.1', () => {
        client.write('HTTP/1.1 200 Connection established\r\n\r\n');
        target.pipe(client).pipe(target);
      });
    });
    proxy.listen(0, '127.0.0.1');
    await new Promise((resolve) => proxy.once('listening', resolve));
    onTestFinished(() => {
      proxy.closeAllConnections();
      proxy.close();
    });
    vi.stubEnv('http_proxy', `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
    vi.stubEnv('no_proxy', '');
    onTestFinished(() => void vi.unstubAllEnvs());
    // A name that no resolver knows: only the proxy can reach it.
    const far = fetchIt(url.replace('127.0.0.1', 'wheels.invalid'));
    await far.start();
    expect(readFileSync(far.target).equals(CONTENT)).toBe(true);
    expect(asked).toEqual([`wheels.invalid:${new URL(url).port}`]);

    vi.stubEnv('no_proxy', '127.0.0.1');
    await fetchIt(url).start();
    vi.unstubAllEnvs();
    await fetchIt(url).start();
    expect(asked).toHaveLength(1);
  });

  it('saves the whole file under its name, and reports progress', async () => {
    const { target, reported, start } = fetchIt(await serve(sendFrom));
    await start();
    expect(readFileSync(target).equals(CONTENT)).toBe(true);
    expect(reported.at(-1)).toBe(CONTENT.length);
    expect(existsSync(`${target}.part`)).toBe(false);
  });

  it('continues a broken download by itself, and one from an earlier attempt', async () => {
    const ranges: (string | undefined)[] = [];
    const url = await serve((request, response) => {
      ranges.push(request.headers.range);
      if (ranges.length > 1) return sendFrom(request, response);
      response.writeHead(200, { 'content-length': CONTENT.length });
      response.write(CONTENT.subarray(0, 100_000), () => setTimeout(() => response.destroy(), 50));
    });
    const { target, start } = fetchIt(url);
    await start();
    expect(readFileSync(target).equals(CONTENT)).toBe(true);
    expect(ranges[0]).toBeUndefined();
    expect(ranges[1]).toMatch(/^bytes=\d+-$/);

    const again = fetchIt(url);
    writeFileSync(`${again.target}.part`, CONTENT.subarray(0, 250_000));
    await again.start();
    expect(ranges[2]).toBe('bytes=250000-');
    expect(readFileSync(again.target).equals(CONTENT)).toBe(true);
  });

  it('starts again with a server without range requests', async () => {
    const { target, start } = fetchIt(await serve((_request, response) => void response.end(CONTENT)));
    writeFileSync(`${target}.part`, 'something older');
    await start();
    expect(readFileSync(target).equals(CONTENT)).toBe(true);
  });

  it('deletes a file with a wrong checksum', async () => {
    const { target, start } = fetchIt(await serve(sendFrom), {
      checksum: { kind: 'sha256', value: '0'.repeat(64) },
    });
    await expect(start()).rejects.toMatchObject({ code: 'corrupted' });
    expect(existsSync(target)).toBe(false);
    expect(existsSync(`${target}.part`)).toBe(false);
  });

  it('rejects more bytes than expected', async () => {
    const { target, start } = fetchIt(await serve(sendFrom), { bytes: 1000 });
    await expect(start()).rejects.toMatchObject({ code: 'corrupted' });
    expect(existsSync(target)).toBe(false);
  });

  it('keeps the partial file when it is cancelled', async () => {
    const cancellation = new AbortController();
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': CONTENT.length });
      response.write(CONTENT.subarray(0, 100_000));
    });
    const { target, start } = fetchIt(url, {
      signal: cancellation.signal,
      progress: () => cancellation.abort(),
    });
    await expect(start()).rejects.toMatchObject({ code: 'cancelled' });
    expect(existsSync(target)).toBe(false);
    expect(readFileSync(`${target}.part`).length).toBeGreaterThan(0);
  });

  it("reports the server's status at once", async () => {
    const url = await serve((_request, response) => void response.writeHead(403).end());
    await expect(fetchIt(url).start()).rejects.toThrow(/403/);
  });
});

describe('fetchFromIndex', () => {
  const wheel = (version: string, tag: string, more = {}) => ({
    filename: `nvidia_nccl_cu12-${version}-py3-none-${tag}.whl`,
    url: '',
    size: CONTENT.length,
    digests: { sha256 },
    yanked: false,
    ...more,
  });

  async function index(releases: (url: string) => unknown): Promise<string> {
    const url: string = await serve((request, response) => {
      if (request.url === '/pypi/nvidia-nccl-cu12/json') response.end(JSON.stringify(releases(url)));
      else if (request.url === '/file') sendFrom(request, response);
      else response.writeHead(404).end();
    });
    return `${url}/pypi/`;
  }

  const want = (address: string) =>
    fetchFromIndex({
      index: address,
      requirement: { name: 'nvidia-nccl-cu12', range: '<3.0,>=2.27.7' },
      wheelEnding: /manylinux\w*_x86_64\.whl$/,
      pinned: null,
      folder: temporaryFolder(),
      progress: () => undefined,
    });

  it('downloads the newest wheel for this machine, and checks it', async () => {
    const address = await index((server) => ({
      releases: {
        '2.28.3': [wheel('2.28.3', 'manylinux2014_x86_64.manylinux_2_17_x86_64', { url: `${server}/file` })],
        '2.29.0': [wheel('2.29.0', 'manylinux_2_17_aarch64', { url: `${server}/nowhere` })],
        '2.30.0': [wheel('2.30.0', 'manylinux_2_17_x86_64', { url: `${server}/nowhere`, yanked: true })],
        '2.3.0': [wheel('2.3.0', 'manylinux_2_17_x86_64', { url: `${server}/nowhere` })],
        '3.0': [wheel('3.0', 'manylinux_2_17_x86_64', { url: `${server}/nowhere` })],
      },
    }));
    const path = await want(address);
    expect(path).toContain('2.28.3');
    expect(readFileSync(path).equals(CONTENT)).toBe(true);
  });

  it('reports a missing wheel, an invalid index, and an index that cannot be reached', async () => {
    await expect(want(await index(() => ({ releases: {} })))).rejects.toMatchObject({
      code: 'download-failed',
    });
    const strange = await index((url) => ({
      releases: { '2.28.0': [{ ...wheel('2.28.0', 'x'), url, filename: '../../x' }] },
    }));
    await expect(want(strange)).rejects.toThrow(/not the index's JSON/);
    await expect(
      want(await serve((_request, response) => void response.writeHead(404).end())),
    ).rejects.toThrow(/404/);
    await expect(want('http://127.0.0.1:9/pypi')).rejects.toMatchObject({ code: 'download-failed' });
  });
});
