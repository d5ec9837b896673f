import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createPageFiles } from '#main/page-files.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const parent = temporaryFolder();
const folder = join(parent, 'renderer');
mkdirSync(join(folder, 'assets'), { recursive: true });
writeFileSync(join(folder, 'index.html'), '<!doctype html>the page');
writeFileSync(join(folder, 'assets', 'app with space.js'), 'script');
writeFileSync(join(parent, 'secret.txt'), 'secret');
mkdirSync(join(parent, 'renderer-else'));
writeFileSync(join(parent, 'renderer-else', 'index.html'), 'secret');
const files = createPageFiles(folder);
const get = (url: string, init?: RequestInit) => files(new Request(url, init));

describe('app://neural-ser/', () => {
  it('serves the page and its files with their types and the policy', async () => {
    for (const url of ['app://neural-ser/', 'app://neural-ser/index.html?x=1#/runs']) {
      const response = await get(url);
      expect(response.status).toBe(200);
      expect(await response.text()).toBe('<!doctype html>the page');
      expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    }
    const script = await get('app://neural-ser/assets/app%20with%20space.js');
    expect(script.headers.get('content-type')).toMatch('text/javascript');
    expect(await script.text()).toBe('script');
  });

  it('has a policy that allows only the page’s own scripts', async () => {
    const policy = (await get('app://neural-ser/')).headers.get('content-security-policy') ?? '';
    const directives = new Map(policy.split('; ').map((line) => [line.split(' ')[0], line]));
    expect(directives.get('default-src')).toBe("default-src 'none'");
    expect(directives.get('script-src')).toBe("script-src 'self'");
    expect(directives.get('connect-src')).toBe("connect-src 'self'");
    expect(policy).not.toMatch(/unsafe-eval|https?:|\*/);
  });

  it.each([
    'app://neural-ser/../secret.txt',
    'app://neural-ser/..%2fsecret.txt',
    'app://neural-ser/%2e%2e/secret.txt',
    'app://neural-ser/%2e%2e%2fsecret.txt',
    'app://neural-ser/..%5csecret.txt',
    'app://neural-ser/assets/..%2f..%2fsecret.txt',
    'app://neural-ser/..%2frenderer-else/index.html',
    'app://neural-ser//etc/passwd',
    'app://neural-ser/%00index.html',
    'app://neural-ser/%ff',
    'app://neural-ser/assets',
    'app://neural-ser/assets/',
    'app://neural-ser/index.html/more',
    `app://neural-ser/${'x'.repeat(5000)}`,
    'app://elsewhere/index.html',
  ])('serves nothing for %s', async (url) => {
    const response = await get(url);
    expect(response.status).toBe(404);
    expect(await response.text()).not.toContain('secret');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('allows only reading', async () => {
    expect((await get('app://neural-ser/', { method: 'POST', body: 'x' })).status).toBe(405);
    const head = await get('app://neural-ser/', { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  it('answers 404 if the page is not built', async () => {
    expect((await createPageFiles(join(parent, 'none'))(new Request('app://neural-ser/'))).status).toBe(404);
  });
});
