import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import Fastify from 'fastify';
import { eventually } from '#testing/eventually.ts';
import { assetPaths, buildAssets, bundleModule, registerAssets } from './assets.ts';

test('a file that is the same for everybody travels compressed to whoever can read that, and as it is to others', async () => {
  await buildAssets();
  const app = Fastify();
  registerAssets(app as never);
  for (const url of Object.values(assetPaths())) {
    const plain = await app.inject({ url, headers: { 'accept-encoding': 'br' } });
    const zipped = await app.inject({ url, headers: { 'accept-encoding': 'br, gzip;q=0.9' } });
    assert.equal(plain.headers['content-encoding'], undefined, url);
    assert.equal(zipped.headers['content-encoding'], 'gzip', url);
    assert.ok(zipped.rawPayload.length < plain.rawPayload.length, url);
    assert.deepEqual(gunzipSync(zipped.rawPayload), plain.rawPayload, url);
    assert.equal(zipped.headers.vary, 'accept-encoding');
    assert.match(String(zipped.headers['cache-control']), /immutable/);
  }
  await app.close();
});

/** What Linux says of the processes that this one has started. */
const CHILDREN = `/proc/self/task/${process.pid}/children`;

test('the bundler’s process is gone once nothing is left to bundle, and comes back for the next', {
  skip: existsSync(CHILDREN) ? false : 'only Linux lists the processes that one has started',
}, async () => {
  const children = () => readFileSync(CHILDREN, 'utf8').trim();
  for (const module of ['leave', 'locale']) {
    const bundling = bundleModule(module);
    assert.notEqual(children(), '');
    assert.ok((await bundling).length > 0);
    await eventually('the bundler ended', async () => children() === '');
  }
});
