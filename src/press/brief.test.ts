import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { summarise } from '#incidents/case/summary.ts';
import { CASE, digestOf, recorded, shown, type Told } from '#incidents/testing/told.ts';
import type { Obligation } from '#obligations/clocks/obligation.ts';
import { STILL_OPEN } from '#obligations/testing/open-obligation.ts';
import type { PrintRow } from '#print/document.ts';
import { createPrinter } from '#print/printer.ts';
import { marking } from '#statement/marking.ts';
import { testReckoning } from '#testing/reckoning.ts';
import { LANGUAGES, type Language } from '#texts/languages.ts';
import { type BriefGround, briefOf } from './pages/brief-document.ts';

const CSIRT = 'did:web:csirt.veldmark.example';
const NOW = Temporal.Instant.from('2026-03-01T12:00:00Z');
const MANY = 12;
const LATER = NOW.add({ hours: 4 });
const printer = createPrinter();
after(() => printer[Symbol.asyncDispose]());

/** More parties than a page has room for, who differ about everything. */
const STORY: readonly Told[] = Array.from({ length: MANY }, (_, at) => ({
  id: `a${at}`,
  by: `did:web:operator-${at}.example`,
  type: 'incident-alert',
  claims: {
    danger_to_life: at % 2 === 0 ? 'yes' : 'no',
    incident_type: at % 2 === 0 ? 'availability/ddos' : 'availability/dos',
    malicious: 'suspected',
    noticed_at: { known: 'not-yet' },
    sectors: ['health'],
    affected_states: ['XV', 'XA'],
    effects: [{ kind: 'care-delayed', people: { best: 100 * (at % 2) + 1 } }],
  },
}));

function obligation(at: number): Obligation {
  return {
    id: `promise ${at}`,
    case: CASE,
    regime: 'none',
    version: 1,
    stage: 'none',
    kind: 'promise',
    sureness: { confidence: 'P', least: 'text' },
    bearer: CSIRT,
    role: 'public',
    addressee: null,
    what: `What was promised, number ${at}`,
    restsOn: [digestOf('a0')],
    triggeredAt: NOW,
    dueAt: NOW.add({ hours: at + 1 }),
    ...STILL_OPEN,
  };
}

function ground(change: Partial<BriefGround> = {}): BriefGround {
  const records = recorded(STORY);
  return {
    caseId: CASE,
    shown: records.map((one) => ({ ...one, withheld: false, erased: 0, presentation: '' })),
    summary: summarise(shown(STORY), { party: CSIRT }),
    obligations: Array.from({ length: MANY }, (_, at) => obligation(at)),
    holders: Array.from({ length: MANY }, (_, at) => ({
      release: digestOf(`r${at}`),
      target: digestOf('a0'),
      to: `did:web:state-${at}.example`,
      givenAt: NOW,
      hidesVictim: true,
      state: 'silent',
    })),
    lines: [],
    parties: new Map(),
    party: (did) => `National authority ${did.replace(/\D/g, '') || 'of Veldmark'}`,
    reckoning: testReckoning(),
    viewer: CSIRT,
    now: NOW,
    exercise: 'exercise:test',
    ...change,
  };
}

function brief(change: Partial<BriefGround> = {}, language: Language = 'en') {
  return briefOf(ground(change), { language, stateName: (code) => code });
}

function rowsOf({ document }: ReturnType<typeof brief>): readonly PrintRow[] {
  return document.blocks.flatMap((block) => (block.kind === 'rows' ? block.rows : []));
}

test('a case with more of everything than fits is still one page, and says how much more there is', async () => {
  const full = brief();
  const text = JSON.stringify(full.document);
  assert.match(text, /and 9 more in the case/);
  for (const language of ['en', 'fr', 'ru'] as const) {
    const printed = await printer.print(brief({}, language).document);
    assert.ok(printed.ok, printed.ok ? '' : printed.refusal.sentence);
    const pdf = new TextDecoder('latin1').decode(printed.value.pdf);
    assert.equal(pdf.match(/\/Type\s*\/Page\b/g)?.length, 1, language);
  }
});

test('an empty case gives a brief that says of each question that nobody has answered it', () => {
  const empty = { shown: [], summary: summarise([], { party: CSIRT }), obligations: [], holders: [] };
  const rows = rowsOf(brief(empty));
  const unsaid = rows.filter(({ values }) => values.includes('Nobody has said'));
  assert.equal(unsaid.length, 8);
  assert.equal(brief(empty).tlp, 'clear');
  assert.match(JSON.stringify(brief(empty).document), /No deadline runs, as far as is shown here/);
});

test('where parties differ both stand, with who says which', () => {
  const danger = rowsOf(brief()).find(({ label }) => label === 'Danger to life');
  assert.equal(danger?.values.length, 2);
  assert.equal(danger?.remark, 'They differ; both stand.');
});

test('the label is that of the strictest value shown, also of what a clock rests on', () => {
  assert.equal(brief().tlp, 'amber');
  const [first, ...rest] = ground().shown;
  const red = { name: 'service', value: 'x', marking: { ...marking('red'), audience: [] } };
  const shown = [{ ...first!, claims: new Map([...first!.claims, ['service', red]]) }, ...rest];
  assert.equal(brief({ shown }).tlp, 'red');
  assert.match(JSON.stringify(brief({ shown }).document.foot), /TLP:RED/);
});

test('what is held has no deadline but the end of the hold, and an unconfirmed text no time at all', () => {
  const held = { ...obligation(0), held: { until: LATER, by: digestOf('h'), hiddenFrom: [] } };
  const untimed = { ...obligation(1), countdown: false };
  const text = JSON.stringify(brief({ obligations: [held, untimed] }).document);
  assert.match(text, /held until 1 March 2026 at 16:00 UTC/);
  assert.match(text, /without a time that is certain/);
});

test('each deadline says how sure it is, on the one page, and what is held does not', async () => {
  const counted = (at: number) =>
    ({ ...obligation(at), sureness: { confidence: 'S', least: 'calendar' } }) as const;
  const said = (obligations: readonly Obligation[]) =>
    JSON.stringify(brief({ obligations }).document).split('How sure: the holidays').length - 1;
  const all = Array.from({ length: MANY }, (_, at) => counted(at));
  assert.equal(said(all), 3);
  assert.equal(said([obligation(0), counted(1)]), 1);
  assert.equal(said([{ ...counted(0), held: { until: LATER, by: digestOf('h'), hiddenFrom: [] } }]), 0);
  for (const language of ['en', 'fr', 'ru'] as const) {
    const printed = await printer.print(brief({ obligations: all }, language).document);
    assert.ok(printed.ok);
    const pdf = new TextDecoder('latin1').decode(printed.value.pdf);
    assert.equal(pdf.match(/\/Type\s*\/Page\b/g)?.length, 1, language);
  }
});

test('every language has every word of a brief', () => {
  for (const language of LANGUAGES) assert.doesNotThrow(() => brief({}, language), language);
});
