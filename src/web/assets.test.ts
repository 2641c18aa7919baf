import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import Fastify from 'fastify';
import { assetPaths, buildAssets, registerAssets } from './assets.ts';

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
