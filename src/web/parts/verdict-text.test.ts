import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Report } from '#bundle/report.ts';
import { parseTrust } from '#bundle/trust.ts';
import { verifyBundle } from '#bundle/verify.ts';
import { inLanguage } from '#speaking';
import { LANGUAGES } from '#texts/languages.ts';
import { verdictText } from './verdict-text.ts';

type Case = { readonly set: Readonly<Record<string, unknown>>; readonly trust?: string };
type Vectors = { now: string; trust: string; bundle: Record<string, unknown>; cases: Case[] };
const vectors = JSON.parse(readFileSync('vectors/bundle/cases.json', 'utf8')) as Vectors;
const OTHERS = LANGUAGES.filter((language) => language !== 'en');
/** How a text is malformed is told to whoever writes such texts, in English. */
const ABOUT_MALFORMED = ['A bundle has no such member.', 'this place in the tree needs'];

function reportOf({ set, trust = vectors.trust }: Case): Report {
  const bundle = structuredClone(vectors.bundle);
  for (const [path, value] of Object.entries(set)) {
    const names = path.split('/');
    const last = names.pop()!;
    let place = bundle;
    for (const name of names) place = place[name] as Record<string, unknown>;
    place[last] = value;
  }
  const held = parseTrust(trust);
  assert.ok(held.ok);
  return verifyBundle(JSON.stringify(bundle), held.value, Temporal.Instant.from(vectors.now));
}

function sentencesOf({ sentence, misbehaviour, statements, keys }: Report): readonly string[] {
  const ofStatements = [...statements, ...keys].flatMap((one) => [
    one,
    ...one.steps,
    ...one.changes,
    ...one.deliveries,
  ]);
  return [sentence, ...[...misbehaviour, ...ofStatements].map((one) => one.sentence)];
}

test('whatever a check finds in the vectors is said in the language of whoever reads, but how a text is malformed', () => {
  const found = new Set(vectors.cases.flatMap((one) => sentencesOf(reportOf(one))));
  assert.ok(found.size > 80, `${found.size}`);
  const inEnglish = OTHERS.flatMap((language) =>
    inLanguage(language, () =>
      [...found].filter((one) => {
        const said = String(verdictText(one));
        return said === one || said.includes('lang="en"');
      }),
    ),
  );
  assert.deepEqual(
    inEnglish.filter((one) => !ABOUT_MALFORMED.some((part) => one.includes(part))),
    [],
  );
});

test('a finding of several sentences is said whole, with names, numbers and kinds in their places', () => {
  const said = (language: (typeof LANGUAGES)[number], text: string) =>
    inLanguage(language, () => String(verdictText(text)).replaceAll(/[\u2068\u2069]/gu, ''));
  const quorum =
    'Cosigned so far by east; your policy asks for "two". Witnesses of the log’s own operator do not count. Cosignatures may still come.';
  assert.equal(
    said('zh', quorum),
    '目前已联署：east；您的策略要求“two”。日志自身运营方的见证方不计入。之后仍可能有联署。',
  );
  assert.equal(
    said('es', 'Dr. Osei signed this incident-alert, and its log holds it.'),
    'Dr. Osei firmó esta declaración (Alerta de incidente), y su registro la contiene.',
  );
  assert.equal(
    said('fr', 'Hospital withdrew it. Reason given: false-alarm.'),
    'Hospital l’a retirée. Motif donné\u00a0: Fausse alerte.',
  );
  assert.match(said('ar', 'All 3 shown values belong to the signed text; none was altered or added.'), /عددها 3/u);
});

test('a sentence of which only a part is known stays English whole, and is marked', () => {
  const half = 'It could not be read. Something else is wrong.';
  const said = inLanguage('ru', () => String(verdictText(half)));
  assert.equal(said, `<span lang="en" dir="ltr">${half}</span>`);
});

test('markup in a name is text', () => {
  const said = inLanguage('fr', () => verdictText('<b>x</b> called it back.'));
  assert.equal(typeof said, 'string', 'plain words, which a page escapes');
});
