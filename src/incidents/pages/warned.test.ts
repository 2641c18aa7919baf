import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPageSite } from '#testing/page-site.ts';
import { CSIRT } from '#testing/party-node.ts';

test('a case that only holds a public warning stands on the public list, and opens without signing in', async () => {
  await using site = await openPageSite();
  assert.match((await site.get(null, '/cases')).body, /Nobody has made a case public/);
  const caseId = crypto.randomUUID();
  const clear = { tlp: 'clear' } as const;
  await site.node.say(site.person('Tomas'), {
    type: 'public-warning',
    issuer: CSIRT,
    case: caseId,
    claims: { headline: 'Sign-in pages are tried', summary: 'Since noon.', advice: 'Ask for a second factor.' },
    markings: { case: clear, iat: clear },
    approvals: [site.person('Mira').person],
  });
  assert.match((await site.get(null, '/cases')).body, new RegExp(`/cases/${caseId}`));
  const opened = await site.get(null, `/cases/${caseId}`);
  assert.equal(opened.status, 200);
  assert.match(opened.body, /Public warning/);
  assert.match(opened.body, /No incident is reported here/, 'and not that nothing was');
});
