import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { openBrowser, type TestBrowser, whySkipped } from './browser.ts';

const skip = whySkipped();

const PAGES: Readonly<Record<string, string>> = {
  '/good':
    '<!doctype html><html lang="en"><title>Good</title><link rel="icon" href="data:,"><main><h1>Good</h1></main></html>',
  '/script':
    '<!doctype html><html lang="en"><title>Throws</title><link rel="icon" href="data:,"><script>undefinedName()</script></html>',
  '/foreign':
    '<!doctype html><html lang="en"><title>F</title><link rel="icon" href="data:,"><img alt="" src="http://example.org/x.png"></html>',
  '/unlabelled':
    '<!doctype html><html lang="en"><title>U</title><link rel="icon" href="data:,"><main><h1>U</h1><input></main></html>',
  '/wide':
    '<!doctype html><html lang="en"><title>W</title><link rel="icon" href="data:,"><div style="width:2000px">W</div></html>',
};

const server = createServer((request, response) => {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(PAGES[request.url ?? ''] ?? '');
});
let browser: TestBrowser;
let origin = '';

before(async () => {
  if (skip !== false) return;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const opened = await openBrowser();
  assert.ok(opened.ok);
  browser = opened.value;
});

after(async () => {
  if (skip !== false) return;
  await browser[Symbol.asyncDispose]();
  server.close();
});

test('a quiet accessible page passes every check', { skip }, async () => {
  await using tab = await browser.open(`${origin}/good`, { scheme: 'dark', widthPx: 320 });
  await tab.assertAccessible();
  await tab.assertNoSidewaysScroll();
  assert.equal(await tab.page.title(), 'Good');
});

test('an uncaught exception on a page fails the test that opened it', { skip }, async () => {
  const tab = await browser.open(`${origin}/script`);
  await assert.rejects(async () => tab[Symbol.asyncDispose](), /undefinedName/u);
});

test('a request to a foreign host fails the test that opened the page', { skip }, async () => {
  const tab = await browser.open(`${origin}/foreign`);
  await assert.rejects(async () => tab[Symbol.asyncDispose](), /foreign host: http:\/\/example\.org/u);
});

test('a problem that the test expected does not fail it', { skip }, async () => {
  const tab = await browser.open('');
  tab.expectProblem(/undefinedName/u);
  await tab.page.goto(`${origin}/script`);
  await tab[Symbol.asyncDispose]();
});

test('a field without a label is an accessibility failure that names the field', { skip }, async () => {
  await using tab = await browser.open(`${origin}/unlabelled`);
  await assert.rejects(tab.assertAccessible(), /label.*<input>/su);
});

test('a page wider than its window is found', { skip }, async () => {
  await using tab = await browser.open(`${origin}/wide`, { widthPx: 320 });
  await assert.rejects(tab.assertNoSidewaysScroll(), /2\d{3} px wide in a window of 320 px/u);
});

test('a tab without JavaScript runs none', { skip }, async () => {
  await using tab = await browser.open(`${origin}/script`, { javaScript: false });
  assert.deepEqual(tab.problems, []);
});

test('a tab with passkeys registers one without a person at the machine', { skip }, async () => {
  await using tab = await browser.open(`${origin}/good`);
  await tab.addPasskeys();
  const type = await tab.page.evaluate(async () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    const credential = await navigator.credentials.create({
      publicKey: {
        rp: { name: 'test' },
        user: { id: bytes, name: 'n', displayName: 'n' },
        challenge: bytes,
        pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
      },
    });
    return credential?.type;
  });
  assert.equal(type, 'public-key');
});

test('a screenshot lands in the folder that is never committed', { skip }, async () => {
  await using tab = await browser.open(`${origin}/good`);
  const path = await tab.screenshot('testing-browser');
  assert.equal(existsSync(path), true);
  rmSync(path);
});
