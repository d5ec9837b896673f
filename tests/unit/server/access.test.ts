import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { fakeLaboratory, serveFake } from './served-laboratory.ts';

const setUp = () => serveFake(fakeLaboratory().laboratory);
const path = (link: string) => {
  const { pathname, search } = new URL(link);
  return `${pathname}${search}`;
};

describe('a link', () => {
  it('is taken for a cookie once, and leads on to the page', async () => {
    const { links, get, server } = await setUp();
    expect(links).toEqual([server.link]);
    const first = await get(path(links[0]));
    expect(first).toMatchObject({ status: 303, headers: { location: '/', 'cache-control': 'no-store' } });
    const cookie = String(first.headers['set-cookie']);
    expect(cookie).toMatch(/^neural-ser-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);

    const again = await get(path(links[0]));
    expect(again.status).toBe(403);
    expect(again.headers['set-cookie']).toBeUndefined();
    expect(again.body).toContain('Open the newest one');
    // Who is in already is led on.
    expect(await get(path(links[0]), { cookie: cookie.split(';')[0] })).toMatchObject({ status: 303 });
    expect(await get('/', { cookie: cookie.split(';')[0] })).toMatchObject({
      status: 200,
      body: expect.stringContaining('the page'),
    });
  });

  it('is followed by another one for the next browser', async () => {
    const { links, get, enter, server } = await setUp();
    const one = await enter();
    expect(links).toHaveLength(2);
    expect(server.link).toBe(links[1]);
    const other = await enter();
    expect(new Set(links).size).toBe(3);
    for (const cookie of [one, other]) expect((await get('/', { cookie })).status).toBe(200);
  });

  it('is not used up by a look at it, nor by a wrong token', async () => {
    const { links, get } = await setUp();
    await get(path(links[0]), {}, 'HEAD');
    for (const token of ['', 'x', links[0], 'x'.repeat(10_000)]) {
      expect((await get(`/?token=${token}`)).status).toBe(403);
    }
    expect((await get(path(links[0]))).status).toBe(303);
  });

  it('leads on without a redirect where a browser came from another site, which withholds the cookie on one', async () => {
    const { links, get } = await setUp();
    const forward = await get(path(links[0]), { 'sec-fetch-site': 'cross-site' });
    expect(forward).toMatchObject({ status: 200, body: expect.stringContaining('url=/') });
    expect(forward.headers['set-cookie']).toBeDefined();
  });
});

describe('the server', () => {
  it('gives nothing without a cookie, nor for one of another server', async () => {
    const { get, enter, server } = await setUp();
    const other = await setUp();
    const cookie = await enter();
    const foreign = (await other.enter()).replace(`${other.server.port}`, `${server.port}`);
    const tries = ['', 'x', foreign, cookie.slice(0, -1), cookie.replace('=', '=x'), cookie.split('=')[0]];
    for (const wrong of tries) {
      for (const place of ['/', '/index.html', '/assets/index-1a2b3c4d.js', '/laboratory', '/nowhere']) {
        expect(await get(place, { cookie: wrong }), `${place} ${wrong}`).toMatchObject({ status: 403 });
      }
    }
    expect((await get('/', { cookie: `a=b; ${foreign}; ${cookie}; c` })).status).toBe(200);
  });

  it('listens on this machine alone', async () => {
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

  it('answers to this machine’s own names, at any port, and to no other', async () => {
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
    // Through a tunnel; the cookie is that of the port that the browser sees.
    const tunnelled = await get(path(links[0]), { host: 'localhost:9999' });
    expect(tunnelled.status).toBe(303);
    const cookie = String(tunnelled.headers['set-cookie']).split(';')[0];
    expect(cookie).toMatch(/^neural-ser-9999=/);
    expect((await get('/', { host: 'localhost:9999', cookie })).status).toBe(200);
    expect((await get('/', { host: '[::1]:9999', cookie })).status).toBe(200);
    expect((await get('/', { host: 'localhost:9998', cookie })).status).toBe(403);
  });

  it('gives no file but the page’s', async () => {
    const { get, enter } = await setUp();
    const cookie = await enter();
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
    for (const place of outside) expect((await get(place, { cookie })).status, place).toBe(404);
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      expect((await get('/', { cookie }, method)).status, method).toBe(405);
    }
  });

  it('gives the page with what a browser needs to keep it, and keep it safe', async () => {
    const { get, enter } = await setUp();
    const cookie = await enter();
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
    // Ranges, whole or senseless, change nothing.
    expect((await get(script, { cookie, range: 'bytes=5-2' })).status).toBe(200);
  });
});

describe('a socket', () => {
  const refused = async (open: Promise<unknown>, status: string) => expect(open).rejects.toThrow(status);

  it('is opened for the page alone', async () => {
    const { host, open, enter } = await setUp();
    const cookie = await enter();
    await refused(open({}), '403');
    await refused(open({ cookie: `${cookie.split('=')[0]}=x` }), '403');
    for (const origin of ['http://evil.example', 'null', '', `https://${host}`, 'http://127.0.0.1:1', 'x']) {
      await refused(open({ cookie, origin }), '403');
    }
    await refused(open({ cookie, host: 'evil.example', origin: 'http://evil.example' }), '421');
    await refused(open({ cookie }, '/'), '404');
    await refused(open({ cookie }, '/laboratory/x'), '404');
    const page = await open({ cookie });
    expect((await page.hello()).last).toBe(0);
  });

  it('is opened through a tunnel', async () => {
    const { get, links, open } = await setUp();
    const host = 'localhost:9999';
    const { headers } = await get(path(links[0]), { host });
    const cookie = String(headers['set-cookie']).split(';')[0];
    await (await open({ cookie, host, origin: `http://${host}` })).hello();
  });

  it('is told apart from a page', async () => {
    const { get, enter } = await setUp();
    const cookie = await enter();
    expect((await get('/laboratory', { cookie })).status).toBe(426);
  });
});
