import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { inviteGuest } from '#parties/guests/guests.ts';
import { standingOf } from '#parties/standing.ts';
import { type Answer, openPageSite, type PageSite } from '#testing/page-site.ts';
import { CSIRT } from '#testing/party-node.ts';
import { LANGUAGES } from '#texts/languages.ts';

const RELEASE = 'A'.repeat(43);
const CASE = '11111111-1111-4111-8111-111111111111';
const GUEST = 'did:web:sorrel.example';

let site: PageSite;
before(async () => {
  site = await openPageSite();
});
after(() => site[Symbol.asyncDispose]());

/** A link for a party without a node; answers the secret alone. */
async function secretOfLink(): Promise<string> {
  const { connection, ledger } = site.node;
  const now = ledger.now();
  const actor = site.person('Tomas');
  const own = await standingOf(connection, CSIRT);
  const described = await ledger.submit({
    kind: 'draft',
    actor,
    draft: {
      type: 'party-profile',
      issuer: CSIRT,
      case: own.case!,
      claims: { subject: GUEST, name: 'Sorrel', kind: 'state-authority', territory: 'XA' },
    },
  });
  assert.ok(described.ok, JSON.stringify(described));
  const invitation = { release: RELEASE, target: RELEASE, case: CASE, guest: GUEST, host: CSIRT, contact: 'Ama' };
  const made = await inviteGuest(
    connection,
    { ...invitation, createdBy: actor.person, expiresAt: now.add({ hours: 24 }) },
    now,
  );
  assert.ok(made.ok, JSON.stringify(made));
  return made.value.secret;
}

/** The buttons that offer languages: which form they send, where to, with what. */
function choicesIn({ body }: Answer): readonly string[] {
  return [
    ...body.matchAll(
      /<button class="button text" type="submit" +form="guest" formaction="\/guest" +name="lang" value="(\w+)"/gu,
    ),
  ].map(([, language]) => language!);
}

function addressesIn({ body }: Answer): readonly string[] {
  return [...body.matchAll(/ (?:href|src|action|formaction)="([^"]*)"/gu)].map(([, address]) => address!);
}

test('a guest chooses a language on the page that the link opened, and keeps the link and all that was typed', async () => {
  const secret = await secretOfLink();
  const opened = await site.post(null, '/guest', { link: secret });
  assert.deepEqual(choicesIn(opened), [...LANGUAGES]);
  assert.equal([...opened.body.matchAll(/<form +id="guest"/gu)].length, 1, 'one form carries the choice');

  const typed = { link: secret, name: 'Ama "A" Forde', note: 'Which\nward?' };
  const arabic = await site.post(null, '/guest', { ...typed, lang: 'ar' });
  assert.equal(arabic.status, 200);
  assert.match(arabic.body, /<html lang="ar" dir="rtl">/u);
  assert.match(arabic.body, new RegExp(`name="link" value="${secret}"`, 'u'));
  assert.match(arabic.body, /name="name"[^>]* value="Ama &quot;A&quot; Forde"/u);
  assert.match(arabic.body, /Which\nward\?<\/textarea>/u);
  assert.match(arabic.body, /value="ar" +lang="ar" dir="rtl" aria-current="true"/u);
  for (const page of [opened, arabic]) {
    assert.equal(page.location, '', 'no address leads back');
    assert.deepEqual(
      addressesIn(page).filter((address) => address.includes(secret)),
      [],
    );
  }

  const refused = await site.post(null, '/guest/answer', { link: secret, name: ' ', note: 'kept' });
  assert.match(refused.body, /<html lang="ar" dir="rtl">/u, 'the choice holds from then on');
  assert.deepEqual(choicesIn(refused), [...LANGUAGES]);
});

test('before a link is open, and where one does not open, a guest chooses a language too', async () => {
  const whole = `http://127.0.0.1:4600/guest#${'B'.repeat(43)}`;
  assert.deepEqual(choicesIn(await site.get(null, '/guest')), [...LANGUAGES]);
  const empty = await site.post(null, '/guest', { link: '', lang: 'ru' });
  assert.equal(empty.status, 200);
  assert.match(empty.body, /<html lang="ru"/u);
  assert.doesNotMatch(empty.body, /class="error"/u, 'a link is not missed before somebody opens it');
  const unknown = await site.post(null, '/guest', { link: whole, lang: 'fr' });
  assert.equal(unknown.status, 404);
  assert.match(unknown.body, /<html lang="fr"/u);
  assert.ok(unknown.body.includes(`value="${whole}"`), 'what was typed stands there still');
  assert.deepEqual(choicesIn(unknown), [...LANGUAGES]);
});
