import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pageServer } from '#testing/page-server.ts';
import { registerHome } from './home-page.ts';

test('whoever is in danger reads the number to call before any of the three doors', async () => {
  const app = await pageServer({ emergencyPhone: '+999 1' });
  registerHome(app);
  const { body } = await app.inject({ url: '/' });
  const [call, door] = [body.indexOf('href="tel:+999 1"'), body.indexOf('class="door"')];
  assert.ok(call > 0 && door > call, `${call} ${door}`);
  assert.equal(body.split('class="door"').length - 1, 3);
  await app.close();
});
