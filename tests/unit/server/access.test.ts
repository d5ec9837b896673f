import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { entryOf } from './page-client.ts';
import { fakeLaboratory, serveFake } from './served-laboratory.ts';

const setUp = () => serveFake(fakeLaboratory().laboratory);
const path = (link: string) => {
  const { pathname, search } = new URL(link);
  return `${pathname}${search}`;
};

describe('a link', () => {
  it('is exchanged once for a cookie and a page key, which are different secrets', async () => {
    const { links, get, server } = await setUp();
    expect(links).toEqual([server.link]);
    const first = await get(path(links[0]));
    expect(first).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } });
    expect(first.body).toMatch(/data-item="neural-ser-page-key" data-key="[\w-]{43}"/);
    expect(first.body).toContain("location.replace('/')");
    // Only this script may run in the document.
    const [, script] = /<script[^>]*>(.*)<\/script>/.exec(first.body)!;
    const hash = createHash('sha256').update(script).digest('base64');
    expect(first.headers['content-security-policy']).toContain(`script-src 'sha256-${hash}'`);
    expect(entryOf(first).cookie).not.toContain(entryOf(first).key);
    const cookie = String(first.headers['set-cookie']);
    expect(cookie).toMatch(/^neural-ser-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);

    const again = await get(path(links[0]));
    expect(again.status).toBe(403);
    expect(again.headers['set-cookie']).toBeUndefined();
    expect(again.body).toContain('Open the newest link');
    // A browser with a cookie is forwarded, but gets no key.
    const forward = await get(path(links[0]), { cookie: cookie.split(';')[0] });
    expect(forward).toMatchObject({ status: 303, headers: { location: '/' }, body: '' });
    expect(forward.headers['set-cookie']).toBeUndefined();
    expect(await get('/', { cookie: cookie.split(';')[0] })).toMatchObject({
      status: 200,
      body: expect.stringContaining('the page'),
    });
  });

  it('is replaced by a new one for the next browser', async () => {
    const { links, get, enter, server } = await setUp();
    const one = await enter();
    expect(links).toHaveLength(2);
    expect(server.link).toBe(links[1]);
    const other = await enter();
    expect(new Set(links).size).toBe(3);
    expect(one.key).not.toBe(other.key);
    for (const { cookie } of [one, other]) expect((await get('/', { cookie })).status).toBe(200);
  });

  it('is not used up by a HEAD request or a wrong token', async () => {
    const { links, get } = await setUp();
    await get(path(links[0]), {}, 'HEAD');
    for (const token of ['', 'x', links[0], 'x'.repeat(10_000)]) {
      expect((await get(`/?token=${token}`)).status).toBe(403);
    }
    expect((await get(path(links[0]))).status).toBe(200);
  });
});

describe('the server', () => {
  it('serves nothing without a cookie or with the cookie of another server', async () => {
    const { get, enter, server } = await setUp();
    const other = await setUp();
    const { cookie } = await enter();
    const foreign = (await other.enter()).cookie.replace(`${other.server.port}`, `${server.port}`);
    const wrongCookies = [
      '',
      'x',
      foreign,
      cookie.slice(0, -1),
      cookie.replace('=', '=x'),
      cookie.split('=')[0],
    ];
    for (const wrong of wrongCookies) {
      for (const path of ['/', '/index.html', '/assets/index-1a2b3c4d.js', '/laboratory', '/nowhere']) {
        expect(await get(path, { cookie: wrong }), `${path} ${wrong}`).toMatchObject({ status: 403 });
      }
    }
    expect((await get('/', { cookie: `a=b; ${foreign}; ${cookie}; c` })).status).toBe(200);
  });

  it('listens on this machine only', async () => {
    const { server } = await setUp();
    const { networkInterfaces } = await import('node:os');
    const outward = Object.values(networkInterfaces())
      .flat()
      .find((address) => address?.family === 'IPv4' && !address.internal);
    if (outward === undefined) return;
    await expect(
      new Promise((resolve, reject) => {
        connect({ host: outward.address, port: server.port }).on('connect', resolve).on('error', reject);
      }),
    ).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('answers only to names of this machine, with any port', async () => {
    const { get, links } = await setUp();
    for (const host of [
      'evil.example',
      '127.0.0.1.evil.example',
      'localhost.evil.example:80',
      '0.0.0.0',
      'x',
    ]) {
      expect((await get(path(links[0]), { host })).status, host).toBe(421);
    }
    for (const host of ['user@localhost', 'localhost/x', 'localhost:x', '192.168.1.2:8377', '[::2]']) {
      expect((await get(path(links[0]), { host })).status, host).toBe(421);
    }
    // Through a tunnel, the cookie has the port that the browser uses.
    const tunnelled = await get(path(links[0]), { host: 'localhost:9999' });
    expect(tunnelled.status).toBe(200);
    const cookie = String(tunnelled.headers['set-cookie']).split(';')[0];
    expect(cookie).toMatch(/^neural-ser-9999=/);
    expect((await get('/', { host: 'localhost:9999', cookie })).status).toBe(200);
    expect((await get('/', { host: '[::1]:9999', cookie })).status).toBe(200);
    expect((await get('/', { host: 'localhost:9998', cookie })).status).toBe(403);
  });

  it('serves only the files of the page', async () => {
    const { get, enter } = await setUp();
    const { cookie } = await enter();
    const outside = [
      '/../secret.txt',
      '/assets/../../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
      '/..%5csecret.txt',
      '//etc/passwd',
      '/etc/passwd',
      '/assets',
      '/%',
      '/%00',
      '/__proto__',
      '/assets/index-1a2b3c4d.js.map',
      '/assets/index-1a2b3c4d.js.gz',
      'http://evil.example/',
    ];
    for (const path of outside) expect((await get(path, { cookie })).status, path).toBe(404);
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      expect((await get('/', { cookie }, method)).status, method).toBe(405);
    }
  });

  it('sends headers for caching and security', async () => {
    const { get, enter } = await setUp();
    const { cookie } = await enter();
    const page = await get('/', { cookie });
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'permissions-policy': expect.stringContaining('microphone=(self)'),
    });
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'; script-src 'self';");
    expect(policy).not.toContain('unsafe-eval');
    expect((await get('/', { cookie, 'if-none-match': String(page.headers.etag) })).status).toBe(304);
    expect(await get('/', { cookie }, 'HEAD')).toMatchObject({ status: 200, body: '' });

    const script = '/assets/index-1a2b3c4d.js';
    expect(await get(script, { cookie })).toMatchObject({
      body: 'console.log("the page")',
      headers: { 'cache-control': expect.stringContaining('immutable'), vary: 'Accept-Encoding' },
    });
    expect(await get(script, { cookie, 'accept-encoding': 'br, gzip' })).toMatchObject({
      body: 'gzipped',
      headers: { 'content-encoding': 'gzip' },
    });
    // Ranges are ignored.
    expect((await get(script, { cookie, range: 'bytes=5-2' })).status).toBe(200);
  });
});

describe('a socket', () => {
  const refused = async (open: Promise<unknown>, status: string) => expect(open).rejects.toThrow(status);

  it('is opened only for the page', async () => {
    const { host, open, enter } = await setUp();
    const { cookie, key } = await enter();
    await refused(open({}), '403');
    await refused(open({ key }), '403');
    await refused(open({ cookie: `${cookie.split('=')[0]}=x`, key }), '403');
    for (const origin of ['http://evil.example', 'null', '', `https://${host}`, 'http://127.0.0.1:1', 'x']) {
      await refused(open({ cookie, key, origin }), '403');
    }
    await refused(open({ cookie, key, host: 'evil.example', origin: 'http://evil.example' }), '421');
    await refused(open({ cookie, key }, '/'), '404');
    await refused(open({ cookie, key }, '/laboratory/x'), '404');
    const page = await open({ cookie, key });
    expect((await page.hello()).last).toBe(0);
    // The key is not sent back.
    expect(page.socket.protocol).toBe('neural-ser');
  });

  it('is not opened with the cookie alone, which browsers send to every port', async () => {
    const { get, open, enter } = await setUp();
    const { cookie, key } = await enter();
    await refused(open({ cookie }), '403');
    for (const wrong of ['', 'x', key.slice(0, -1), `${key}x`, cookie.split('=')[1]]) {
      await refused(open({ cookie, key: wrong }), '403');
    }
    // The key of another browser does not fit to this cookie.
    const other = await enter();
    await refused(open({ cookie, key: other.key }), '403');
    // With the cookie alone nothing that is served has the key.
    for (const path of ['/', '/index.html', '/assets/index-1a2b3c4d.js', '/laboratory', '/?token=x']) {
      const { body, headers } = await get(path, { cookie });
      expect(`${body} ${JSON.stringify(headers)}`, path).not.toContain(key);
    }
  });

  it('is opened only at the address that the key was given to', async () => {
    const { enter, open } = await setUp();
    const host = 'localhost:9999';
    const entry = await enter({ host });
    await refused(open({ ...entry, host: '127.0.0.1:9999', origin: 'http://127.0.0.1:9999' }), '403');
    await (await open({ ...entry, host, origin: `http://${host}` })).hello();
  });

  it('tells a refused page from a server that does not answer', async () => {
    const { get, enter } = await setUp();
    const { cookie, key } = await enter();
    const ask = async (headers: Record<string, string>) => (await get('/laboratory', headers)).status;
    expect(await ask({ cookie })).toBe(403);
    expect(await ask({ cookie, authorization: 'Bearer x' })).toBe(403);
    expect(await ask({ authorization: `Bearer ${key}` })).toBe(403);
    expect(await ask({ cookie, authorization: `Bearer ${key}` })).toBe(426);
  });
});
