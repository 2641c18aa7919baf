import assert from 'node:assert/strict';
import test from 'node:test';
import { nextStepFor } from '#help/next-steps.ts';
import { inLanguage } from '#speaking';
import { html, said } from '#web/html.ts';
import { counted, plainSentence, sentence } from '#web/sentence.ts';
import { errorSummary, refusalErrors } from './errors.ts';
import { areaField, checkboxes, radios, textField } from './field.ts';
import { table } from './lists.ts';
import { proofBadge, tlpLabel } from './marks.ts';
import { stepList } from './steps.ts';
import { tileMap } from './tile-map.ts';
import { plainWhen, when, whichDay } from './when.ts';

test('a sentence fills its places with markup, and refuses to be shown with a place left open', () => {
  const text = 'Given to {party} on {when}.';
  assert.equal(
    String(sentence(text, { party: said('<A>'), when: 'May' })),
    'Given to <bdi>&lt;A&gt;</bdi> on May.',
  );
  assert.throws(() => sentence(text, { party: 'A' }), /when/);
  assert.throws(() => plainSentence(text, {}), /party/);
});

test('a count chooses its own form of words', () => {
  const forms = '{count, plural, one {# claim} other {# claims}}';
  assert.deepEqual(
    [0, 1, 2].map((count) => counted(forms, count)),
    ['0 claims', '1 claim', '2 claims'],
  );
});

test('a field’s error is tied to it, and the summary leads there', () => {
  const error = 'Write a number';
  const field = String(textField({ name: 'people', label: 'People', help: 'Roughly', error }));
  assert.match(field, /aria-describedby="field-people-help field-people-error"/);
  assert.match(field, /aria-invalid="true"/);
  assert.match(String(errorSummary(new Map([['people', error]]))), /<a href="#field-people">Write a number<\/a>/);
});

test('the first of several choices carries the id that the summary leads to', () => {
  const choices = [
    { value: 'a', label: 'A' },
    { value: 'b', label: 'B', help: 'More' },
  ];
  for (const draw of [radios, checkboxes]) {
    const field = String(draw({ name: 'kind', label: 'Kind', choices }));
    assert.match(field, /id="field-kind"/);
    assert.match(field, /<label for="field-kind-2">B<\/label>/);
    assert.match(field, /aria-describedby="field-kind-2-help"/);
  }
});

test('choices that stand behind a press belong to the same field, and no two parts of it share an id', () => {
  const choices = [{ value: 'a', label: 'A', help: 'First' }];
  const more = { label: 'Others', choices: [{ value: 'b', label: 'B', help: 'Second' }] };
  const field = String(checkboxes({ name: 'kind', label: 'Kind', help: 'Any of them', choices, more }));
  assert.match(
    field,
    /<details class="more"><summary>Others<\/summary>.*name="kind" value="b".*<\/details>.*<\/fieldset>/su,
  );
  const ids = [...field.matchAll(/ id="([^"]+)"/gu)].map(([, id]) => id);
  assert.equal(new Set(ids).size, ids.length, ids.join(' '));
});

test('what was typed into a field comes back letter for letter, line ends included', () => {
  const typed = '\nfirst\n"second" </textarea><script>';
  const field = String(areaField({ name: 'story', label: 'Story', value: typed }));
  assert.match(field, /\n\nfirst\n&quot;second&quot; &lt;\/textarea&gt;&lt;script&gt;<\/textarea>/);
});

test('a refusal of a rule stands at the field it names, else at the whole form with what to do next', () => {
  const refusal = { code: 'x', sentence: 'No.', place: 'effects/0/people' };
  assert.deepEqual([...refusalErrors(refusal, ['people'])], [['people', 'No.']]);
  const whole = refusalErrors({ ...refusal, code: 'second-person-needed' }, ['other']);
  assert.deepEqual([...whole.values()], ['No.', nextStepFor('second-person-needed')]);
  assert.doesNotMatch(String(errorSummary(whole)), /<a /, 'neither line leads to a field');
});

test('proof has three states told by word and shape, and TLP colours belong to TLP', () => {
  const states = (['proved', 'not-yet-witnessed', 'failed'] as const).map((state) =>
    String(proofBadge(state, '/x')),
  );
  assert.equal(new Set(states.map((badge) => /<svg.*<\/svg>/.exec(badge)?.[0])).size, 3);
  assert.match(states[1]!, /Not yet witnessed<\/a>/);
  assert.match(String(tlpLabel('amber+strict')), /class="tlp amber".*TLP:AMBER\+STRICT/);
});

test('each check of a proof says its state in words to whoever cannot see the shape', () => {
  const list = String(stepList([{ state: 'failed', sentence: 'No <b>.' }]));
  assert.match(list, /<span class="unseen">Failed: <\/span><bdi>No &lt;b&gt;.<\/bdi>/);
});

test('a table names its columns beside each cell, for when it folds', () => {
  const shown = String(table('Holders', [{ label: 'Party' }, { label: 'State' }], [[html`<b>A</b>`, '<x>']]));
  assert.match(
    shown,
    /<th scope="row" {2}data-label="Party"><b>A<\/b><\/th><td {2}data-label="State">&lt;x&gt;<\/td>/,
  );
});

test('an instant is written in UTC, and kept exact for machines', () => {
  const instant = Temporal.Instant.from('2022-02-24T03:02:59.5Z');
  assert.equal(plainWhen(instant), '24 Feb 2022, 03:02 UTC');
  assert.equal(
    String(when(instant)),
    '<time datetime="2022-02-24T03:02:59Z" data-zone>24 Feb 2022, 03:02 UTC</time>',
  );
});

test('a square of a tile map says in words what its frame and sign say, and leads on where there is more', () => {
  const map = String(
    tileMap({
      id: 'map',
      title: 'States',
      lead: '',
      legend: [['stale', 'verify first']],
      regions: [
        {
          name: 'North',
          tiles: [
            { code: 'XA', look: 'stale', label: 'Arvenia: 1 to verify', href: '/contacts?state=XA' },
            { code: 'XF', look: 'none', label: 'Fenholm: no contact' },
          ],
        },
      ],
      disclaimer: '',
      list: html`<p>The same in words</p>`,
    }),
  );
  assert.match(
    map,
    /<a +class="tile stale" title="Arvenia: 1 to verify" href="\/contacts\?state=XA"><span aria-hidden="true">XA<span class="sign">▲<\/span><\/span><span class="unseen">Arvenia: 1 to verify<\/span><\/a>/,
  );
  assert.match(
    map,
    /<span +class="tile none"[^>]*><span aria-hidden="true">XF<\/span><span class="unseen">Fenholm: no contact<\/span><\/span>/,
  );
  assert.match(map, /The same in words<\/p><\/section>$/);
});

test('a day is written as the language has it, and what is no day as it came', () => {
  assert.equal(String(whichDay('2026-03-01')), '<time datetime="2026-03-01">1 March 2026</time>');
  assert.match(String(inLanguage('zh', () => whichDay('2026-03-01'))), /2026年3月1日/);
  assert.equal(String(whichDay('2026-02-30')), '<bdi>2026-02-30</bdi>');
  assert.equal(String(whichDay('soon <b>')), '<bdi>soon &lt;b&gt;</bdi>');
});
