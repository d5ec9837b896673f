import { describe, expect, it } from 'vitest';
import { entryOf } from './page-client.ts';
import { fakeLaboratory, serveFake } from './served-laboratory.ts';

const { laboratory } = fakeLaboratory();
const ORIGIN = 'http://127.0.0.1:5173';
const HOST = '127.0.0.1:5173';
const development = { origin: ORIGIN, token: 'a-token-of-this-development-server' };
const link = `/?token=${development.token}`;
const withoutPage = { pageFolder: null, development };

describe('the served door in development', () => {
  it('is off by default: a link works once, and no other origin is accepted', async () => {
    const { enter, get, open, links } = await serveFake(laboratory);
    const entry = await enter();
    expect((await get(`/${new URL(links[0]).search}`)).status).toBe(403);
    await expect(open({ ...entry, origin: ORIGIN })).rejects.toThrow('403');
  });

  it('admits only pages of one origin with the key', async () => {
    const { get, open, server } = await serveFake(laboratory, withoutPage);
    expect(server.link).toBe(`${ORIGIN}${link}`);
    const { cookie, key } = entryOf(await get(link, { host: HOST }));
    const page = await open({ cookie, key, host: HOST, origin: ORIGIN });
    expect((await page.hello()).last).toBe(0);
    await expect(open({ key, host: HOST, origin: ORIGIN })).rejects.toThrow('403');
    await expect(open({ cookie: `${cookie}x`, key, host: HOST, origin: ORIGIN })).rejects.toThrow('403');
    for (const origin of [
      `http://127.0.0.1:${server.port}`,
      'http://localhost:5173',
      'http://evil.example',
      '',
    ]) {
      await expect(open({ cookie, key, host: HOST, origin }), origin).rejects.toThrow('403');
    }
  });

  it('admits a page after a restart', async () => {
    const before = await serveFake(laboratory, withoutPage);
    const entry = entryOf(await before.get(link, { host: HOST }));
    const after = await serveFake(laboratory, withoutPage);
    await (await after.open({ ...entry, host: HOST, origin: ORIGIN })).hello();
    expect(entryOf(await after.get(link, { host: HOST }))).toEqual(entry);
  });

  it('gives nothing for the cookie, which other local servers get', async () => {
    const { get, open } = await serveFake(laboratory, withoutPage);
    const { cookie, key } = entryOf(await get(link, { host: HOST }));
    const secret = cookie.split('=')[1];
    expect(new Set([secret, key, development.token]).size).toBe(3);
    expect((await get(`/?token=${secret}`, { host: HOST })).status).toBe(403);
    await expect(open({ cookie, host: HOST, origin: ORIGIN })).rejects.toThrow('403');
    await expect(open({ cookie, key: secret, host: HOST, origin: ORIGIN })).rejects.toThrow('403');
  });

  it('answers only to names of this machine', async () => {
    const { get } = await serveFake(laboratory, withoutPage);
    expect((await get(link, { host: 'evil.example' })).status).toBe(421);
    expect((await get('/?token=x', { host: HOST })).status).toBe(403);
  });
});
