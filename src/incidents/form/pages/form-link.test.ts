import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { listDrafts } from '#parties/workspace/draft-list.ts';
import { openPageSite, type PageSite, versionIn } from '#testing/page-site.ts';

let site: PageSite;
before(async () => {
  site = await openPageSite();
});
after(() => site[Symbol.asyncDispose]());

const LINK =
  '/report?kind=availability/dos&sector=health&service=Laboratory&state=XV&noticed_at=2026-03-01T07:30Z&severity=9';

async function draftsOfHospital() {
  const { party } = site.person('Ilse');
  return listDrafts({ connection: site.node.connection, party });
}

test('a link to the report shows what it proposes and what was not taken, and keeps nothing until somebody presses the button', async () => {
  const shown = await site.get('Ilse', LINK);
  assert.equal(shown.status, 200);
  assert.match(shown.body, /A link proposes these answers/u);
  assert.match(shown.body, /Laboratory/u);
  assert.match(shown.body, /Not taken from the link[\s\S]*severity[\s\S]*no such field/u);
  assert.deepEqual(await draftsOfHospital(), []);
});

test('somebody who is not signed in is led back to the same link after signing in', async () => {
  const shown = await site.get(null, LINK);
  const next = /\/sign-in\?next=([^"]+)"/u.exec(shown.body)?.[1] ?? '';
  assert.match(decodeURIComponent(next), /^\/report\?incident_type=availability%2Fdos&sectors=health/u);
});

test('each question shows the proposed answers as proposals, and only what was saved there is said', async () => {
  const started = await site.post('Ilse', '/report', {
    incident_type: 'availability/dos',
    service: 'Laboratory',
    sectors: 'health',
    affected_states: ['XV', 'QQ'],
    noticed_at: '2026-03-01T07:30Z',
    severity: '9',
  });
  const draft = started.location.replace(/\/danger$/u, '');
  assert.doesNotMatch((await site.get('Ilse', `${draft}/danger`)).body, /From the link/u);
  const what = await site.get('Ilse', `${draft}/what`);
  assert.match(what.body, /<option\s+value="availability\/dos" selected/u);
  assert.match(what.body, /Filled in by a link: check each answer/u);
  assert.equal(what.body.split('From the link').length - 1, 1, 'only the proposed field is marked');
  const when = await site.get('Ilse', `${draft}/when`);
  assert.match(when.body, /name="noticed_at_date"[^>]*value="2026-03-01"/u);
  assert.match(when.body, /name="noticed_at_time"[^>]*value="07:30"/u);
  assert.match(when.body, /<option\s+value="UTC" selected>/u);
  assert.match(when.body, /value="other" checked/u);
  const [kept] = await draftsOfHospital();
  assert.deepEqual(kept?.claims.incident_type, { known: 'not-yet' }, 'a proposal is no claim');
  assert.equal(kept?.claims.service, undefined);

  const version = versionIn(what);
  await site.post('Ilse', `${draft}/what`, { version, incident_type: 'fraud/phishing', malicious: 'yes' });
  const again = await site.get('Ilse', `${draft}/what`);
  assert.match(again.body, /<option\s+value="fraud\/phishing" selected/u);
  assert.doesNotMatch(again.body, /From the link/u);
});

test('markup in a link stays text, on the page and in the form', async () => {
  const evil = encodeURIComponent('"><script>alert(1)</script>');
  const { body } = await site.get('Ilse', `/report?service=${evil}&${evil}=1`);
  assert.doesNotMatch(body, /<script>alert/u);
  assert.match(body, /&lt;script&gt;alert/u);
});

test('a link opens the withdrawal, the correction and the acknowledgement of a statement filled in', async () => {
  const ilse = site.person('Ilse');
  const caseId = crypto.randomUUID();
  const digest = await site.node.say(ilse, {
    type: 'incident-alert',
    issuer: ilse.party,
    case: caseId,
    claims: {
      danger_to_life: 'no',
      incident_type: 'availability/dos',
      malicious: 'suspected',
      noticed_at: '2026-03-01T07:30Z',
      sectors: ['health'],
      affected_states: ['XV'],
      effects: { known: 'not-yet' },
    },
  });
  const withdraw = await site.get(
    'Ilse',
    `/statements/${digest}/withdraw?reason=false-alarm&summary=A+drill&why=x`,
  );
  assert.match(withdraw.body, /value="false-alarm" checked/u);
  assert.match(withdraw.body, />\s*A drill<\/textarea>/u);
  assert.match(withdraw.body, /Not taken from the link[\s\S]*why/u);
  const correct = await site.get(
    'Ilse',
    `/statements/${digest}/correct?summary=Wrong+state&retracts=sectors&affected_states=XA,XB&danger_to_life=yes`,
  );
  assert.match(correct.body, /Wrong state<\/textarea>/u);
  assert.match(correct.body, /value="sectors" checked/u);
  assert.match(correct.body, /value="XA" checked/u);
  assert.match(correct.body, /value="XB" checked/u);
  assert.match(correct.body, /value="yes" checked/u);
  const plain = await site.get('Ilse', `/statements/${digest}/acknowledge?note=Seen`);
  assert.equal(plain.status, 200);
  assert.match(plain.body, /Filled in by a link/u);
  assert.equal(
    (
      await site.node.reader.case(caseId, {
        party: ilse.party,
        person: ilse.person,
        communities: [],
        serves: [],
      } as never)
    ).length,
    1,
  );
});

test('the page that makes links makes one that its own form takes whole', async () => {
  const made = await site.get(
    null,
    '/report/link?incident_type=fraud/phishing&sectors=&affected_states=DE&affected_states=FR&service=Mail',
  );
  const address =
    /name="address"[^>]*value="[^"]*(\/report\?[^"]+)"|value="[^"]*(\/report\?[^"]+)"[^>]*name="address"/u.exec(
      made.body,
    );
  const path = (address?.[1] ?? address?.[2] ?? '').replaceAll('&amp;', '&');
  assert.match(path, /affected_states=DE&affected_states=FR/u);
  assert.match(
    made.body,
    /name="affected_states" value="DE" checked[^>]*>\s*<label[^>]*>Germany</u,
    'by its name',
  );
  assert.doesNotMatch(made.body, /ISO|<input[^>]*name="affected_states"[^>]*type="text"/u);
  const opened = await site.get('Ilse', path);
  assert.match(opened.body, /Phishing/u);
  assert.doesNotMatch(opened.body, /Not taken/u);
});
