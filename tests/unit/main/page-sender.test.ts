import { describe, expect, it } from 'vitest';
import { isFromPage, isPageAddress } from '../../../src/main/page-sender.ts';
import { FROM_PAGE } from './fake-ipc.ts';

describe('the page’s address', () => {
  it.each([
    'app://neural-ser/index.html',
    'app://neural-ser/',
    'app://neural-ser',
    'app://neural-ser/a.js?x#y',
  ])('%s is ours', (address) => expect(isPageAddress(address)).toBe(true));
  it.each([
    'https://neural-ser/index.html',
    'app://neural-ser.evil.example/index.html',
    'app://neural-ser@evil.example/',
    'app://user:secret@neural-ser/',
    'app://neural-ser:80/',
    'app:neural-ser',
    'file:///app/neural-ser',
    'data:text/html,app://neural-ser/',
    'about:blank',
    'null',
    '',
  ])('%s is not', (address) => expect(isPageAddress(address)).toBe(false));
});

describe('who sends', () => {
  const window = { id: 1 };
  it('is trusted as the main frame of our window with our page in it', () => {
    expect(isFromPage(FROM_PAGE, window)).toBe(true);
  });
  it('is refused as another page, a frame in it, another window, a frame that is gone, or with no window', () => {
    const { senderFrame } = FROM_PAGE;
    const elsewhere = { url: 'https://evil.example/', parent: null };
    expect(isFromPage({ ...FROM_PAGE, senderFrame: elsewhere }, window)).toBe(false);
    const embedded = { url: senderFrame!.url, parent: elsewhere as never };
    expect(isFromPage({ ...FROM_PAGE, senderFrame: embedded }, window)).toBe(false);
    expect(isFromPage({ ...FROM_PAGE, sender: { id: 2 } }, window)).toBe(false);
    expect(isFromPage({ ...FROM_PAGE, senderFrame: null }, window)).toBe(false);
    expect(isFromPage(FROM_PAGE, null)).toBe(false);
  });
});
