import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { playerFor } from '#demo/player.ts';
import { SCENES } from '#demo/scenes.ts';
import { crawl, kindOf } from '#testing/crawl.ts';
import { siteForTests } from '#testing/demo-site.ts';
import { sendFilled, valuesOf } from '#testing/fill-form.ts';
import { formsOf, refusedFields } from '#testing/forms.ts';
import type { NodeName, Place } from '#testing/full-demo.ts';
import { playScene } from '#testing/play-scene.ts';
import { type Answered, formAgain, formKind, type Visitor, visitorOf } from '#testing/visitor.ts';

const { skip, site } = await siteForTests();
const LONG = 'L'.repeat(20_000);
/** Would make an element, run something, leave its attribute or its field, or be worked out, wherever it is not text. */
const MARKUP = `<img src=x onerror=document.title='run'>"'&{{7*7}}</textarea></title><b data-born>`;
const BORN = 'img[src="x"], [data-born], [onerror]';
/** A name that reads backwards, and one of which the first letter is Cyrillic. */
const TURNED = 'Ann \u202egnp.exe';
const MIXED = '\u0410dmin Office';
/** They see every form between them. Whoever comes last would find taken what somebody before took back. */
const SEATS: readonly (readonly [NodeName, string | null])[] = [
  ['veldmark', 'operator'],
  ['veldmark', 'duty-officer'],
  ['northern-shelf', 'small-state'],
  ['veldmark', null],
];
/** What ends a session, a draft or a friendship ends the forms behind it; the offline page sends nothing. */
const NOT_SENT = /\/(sign-out|blank|discard|remove|end|offline|sign-in)\b/;
/** Forms made by one function from a list of laws or letters ask the same. */
const FROM_A_LIST = /(\/contacts\/templates|\/report-once\/\*)\/[^ ]+/;
/** Their forms refuse another field first, which nothing plausible fills; that the node stands is asked of them too. */
const HIDDEN_BY_OTHERS = new Set([
  'post /border/footprints service',
  'post /peers/acceptances via',
  'post /cases/*/say/hold basis',
  'post /cases/*/say/hold scope',
  'post /cases/*/say/misbehaviour-proof proof',
  'post /cooperation/new/joint-team scope',
  'post /cooperation/new/joint-team governed_by',
]);
const KINDS_AT_LEAST = 90;
const FIELDS_AT_LEAST = 150;
const TAKEN_AT_LEAST = 25;

type Found = Place & { readonly kind: string };

let forms: readonly Found[] = [];
const visitors = new Map<string, Promise<Visitor>>();

before(async () => {
  if (skip !== false) return;
  forms = await findForms(await placesToStart());
});

/** A case with its laws, and a report that was begun: what leads to most forms. */
async function placesToStart(): Promise<readonly string[]> {
  using player = playerFor(site.demo, SCENES);
  const reported = await playScene(player, 'report');
  const operator = await visitorAt({ node: 'veldmark', seat: 'operator', path: '/report' });
  const begin = await formAgain(operator, '/report', 'post /report ()');
  const draft = (
    await operator.send(
      begin!,
      valuesOf(begin!, () => ''),
    )
  ).path.replace(/\/danger$/, '');
  const questions = ['danger', 'what', 'when', 'where', 'people', 'address', 'duties'];
  return [reported, draft, ...questions.map((question) => `${draft}/${question}`)];
}

async function findForms(starts: readonly string[]): Promise<readonly Found[]> {
  const found = new Map<string, Found>();
  for (const [node, seat] of SEATS) {
    const own =
      node !== 'veldmark' || seat === null
        ? []
        : starts.filter((path) => seat === 'operator' || path === starts[0]);
    await crawl(site.url(node), seat, [...own, ...(seat === null ? [] : ['/desk']), '/'], {
      eachKind: 1,
      onPage: ({ path, text }) => {
        for (const form of formsOf(text, path)) {
          const kind = formKind(form);
          if (!found.has(kind) && !NOT_SENT.test(kind)) found.set(kind, { node, seat, path, kind });
        }
      },
    });
  }
  return [...found.values()].filter(({ kind }) => !kind.endsWith('()'));
}

function visitorAt({ node, seat }: Place): Promise<Visitor> {
  const known = visitors.get(`${node} ${seat}`) ?? visitorOf(site.url(node), seat);
  visitors.set(`${node} ${seat}`, known);
  return known;
}

/** Whether an answer takes what was typed, or says of that field what is wrong, or what is expected, by limit or form. */
function saysWhy({ status, text }: Answered, name: string): boolean {
  if (status < 400 || refusedFields(text).has(name)) return true;
  return /\d[\d,.]* (characters|bytes)|must match pattern|L{20,}…/.test(text.replaceAll(LONG, ''));
}

test('20,000 characters in any free-text field are taken, or refused with what is wrong there or the limit by its number', {
  skip,
}, async () => {
  assert.ok(forms.length >= KINDS_AT_LEAST, `${forms.length} kinds of forms`);
  const tried = new Set<string>();
  const wrong: string[] = [];
  for (const place of forms) {
    const visitor = await visitorAt(place);
    let form = await formAgain(visitor, place.path, place.kind);
    for (const { name, kind } of form?.fields ?? []) {
      const which = `${place.kind.replace(FROM_A_LIST, '$1').replace(/ \(.*/s, '')} ${name}`;
      if (kind !== 'text' || tried.has(which)) continue;
      tried.add(which);
      if (form === undefined) break;
      const answers = await sendFilled(visitor, form, { text: LONG, into: (field) => field.name === name });
      if (answers.some(({ status }) => status >= 500)) wrong.push(`${which}: the node failed`);
      if (!HIDDEN_BY_OTHERS.has(which) && !answers.some((answer) => saysWhy(answer, name)))
        wrong.push(`${which}: ${toldBy(answers)}`);
      if (answers.some((answer) => echoes(answer, name))) wrong.push(`${which}: the refusal repeats it all`);
      // What was taken is over; what was refused may be sent again.
      if (answers.at(-1)!.status < 400) form = await formAgain(visitor, place.path, place.kind);
    }
  }
  assert.ok(tried.size >= FIELDS_AT_LEAST, `${tried.size} fields`);
  assert.deepEqual(wrong, []);
});

function toldBy(answers: readonly Answered[]): string {
  const { status, text } = answers.at(-1)!;
  const told = /id="errors"[\s\S]*?<\/div>/.exec(text)?.[0] ?? /class="lead"[\s\S]*?<\/p>/.exec(text)?.[0] ?? text;
  return `${status} ${told.replaceAll(/<[^>]*>/g, ' ').slice(0, 200)}`;
}

/** A box of errors with 20,000 letters in it helps nobody. */
function echoes({ text }: Answered, name: string): boolean {
  const box = /id="errors"[\s\S]*?<\/div>/.exec(text)?.[0] ?? '';
  const line = new RegExp(`id="field-${name}-error"[\\s\\S]*?</p>`).exec(text)?.[0] ?? '';
  return `${box}${line}`.includes(LONG.slice(0, 1_000));
}

test('markup in every free-text field of every form is shown as text: no element is born of it, nothing runs, nothing fails', {
  skip,
}, async () => {
  const answers: (Answered & Found)[] = [];
  for (const place of forms) {
    const visitor = await visitorAt(place);
    const form = await formAgain(visitor, place.path, place.kind);
    if (form?.fields.some(({ kind }) => kind === 'text') !== true) continue;
    const all = await sendFilled(visitor, form, { text: MARKUP, into: () => true });
    answers.push(...all.map((answer) => ({ ...place, ...answer })));
  }
  const failed = answers.filter(({ status }) => status >= 500).map(({ kind }) => kind);
  assert.deepEqual(failed, []);
  const taken = answers.filter(({ status }) => status < 400);
  assert.ok(taken.length >= TAKEN_AT_LEAST, `${taken.length} forms were taken`);

  await using judge = await site.sit('veldmark', null, '/');
  // The check page carries its style inside, by leave of its own policy.
  judge.expectProblem(/Applying inline style/);
  const born = await judge.page.evaluate(
    ({ texts, selector }) =>
      texts.map((text) => new DOMParser().parseFromString(text, 'text/html').querySelectorAll(selector).length),
    { texts: answers.map(({ text }) => text), selector: BORN },
  );
  assert.deepEqual(
    answers.filter((_, at) => born[at] !== 0).map(({ kind }) => kind),
    [],
  );

  for (const [node, seat] of SEATS) {
    await using tab = await site.sit(node, seat, '/sign-in/done');
    const mine = taken.filter((answer) => answer.node === node && answer.seat === seat);
    const byShape = new Map(mine.map(({ path }) => [kindOf(path).replace(FROM_A_LIST, '$1'), path]));
    const paths = new Set([...byShape.values(), '/cases', ...(seat === null ? [] : ['/desk', '/news'])]);
    for (const path of paths) {
      await tab.page.goto(`${site.url(node)}${path}`);
      assert.equal(await tab.page.locator(BORN).count(), 0, path);
      assert.notEqual(await tab.page.title(), 'run', path);
    }
  }
});

test('a name that turns its own direction or mixes alphabets stands isolated and flagged, in its own letters and order', {
  skip,
}, async () => {
  await using tab = await site.sit('veldmark', 'duty-officer', '/persons');
  const { page } = tab;
  for (const name of [TURNED, MIXED]) {
    await page.goto(`${site.url('veldmark')}/persons`);
    const form = page.locator('form[action="/persons"]');
    await form.locator('[name=name]').fill(name);
    await form.locator('[name=roles]').first().check();
    await form.locator('[name=months]').first().check();
    await Promise.all([page.waitForEvent('framenavigated'), form.locator('button[type=submit]').click()]);
    await page.waitForLoadState();
  }
  await page.goto(`${site.url('veldmark')}/persons`);
  const main = page.locator('main');
  const turned = main.locator('bdi', { hasText: 'gnp.exe' }).first();
  assert.equal(await turned.locator('.control').innerText(), 'U+202E');
  assert.equal(await turned.evaluate((one) => getComputedStyle(one).unicodeBidi), 'isolate');
  assert.doesNotMatch((await turned.textContent()) ?? '', /\u202e/);
  await main.getByText('hidden characters turn its direction').first().waitFor();
  await main.locator('bdi', { hasText: MIXED }).first().waitFor();
  await main.getByText('mixes letters that look alike').first().waitFor();
});

test('a picture or a page of HTML handed to a page that takes files is text or refused, and never drawn', {
  skip,
}, async () => {
  const files = [
    [
      'drawn.svg',
      'image/svg+xml',
      `<svg xmlns="http://www.w3.org/2000/svg" data-born=""><script>document.title='run'</script></svg>`,
    ],
    ['page.html', 'text/html', `<!doctype html><b data-born><img src=x onerror="document.title='run'">`],
  ] as const;
  for (const [name, mimeType, text] of files) {
    for (const path of ['/check', '/report/sealed']) {
      await using tab = await site.sit('veldmark', null, path);
      tab.expectProblem(/42[0-9]/);
      const { page } = tab;
      await page
        .locator('input[type=file]')
        .first()
        .setInputFiles({ name, mimeType, buffer: Buffer.from(text) });
      const send = page.locator('main form button[type=submit]').first();
      if (path === '/check') await page.locator('#verdict, #result *').first().waitFor();
      else await Promise.all([page.waitForEvent('framenavigated'), send.click()]);
      await page.waitForLoadState();
      assert.equal(await page.locator(BORN).count(), 0, `${path} ${name}`);
      assert.notEqual(await page.title(), 'run', `${path} ${name}`);
    }
  }
});

test('nothing failed behind the pages meanwhile', { skip }, () => {
  assert.deepEqual(site.troubles, []);
});
