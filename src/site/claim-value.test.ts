import assert from 'node:assert/strict';
import { test } from 'node:test';
import { incidentAlert } from '#incidents/statements/report.ts';
import { inLanguage } from '#speaking';
import type { Language } from '#texts/languages.ts';
import { claimValue, type Names } from './claim-value.ts';

const names = { state: (code: string) => code, party: (id: string) => id } as unknown as Names;

test('hours of harm are counted as each language counts', () => {
  const said = (language: Language, hours: number) =>
    inLanguage(language, () =>
      String(claimValue('effects', [{ kind: 'care-delayed', hours }], incidentAlert, names)).replaceAll(
        /<[^>]*>/g,
        '',
      ),
    );
  assert.match(said('en', 1), / 1 hour$/);
  assert.match(said('en', 9), / 9 hours$/);
  assert.match(said('ar', 9), / 9 ساعات$/u);
  assert.match(said('ar', 12), / 12 ساعة$/u);
  assert.match(said('ru', 3), / 3 часа$/u);
});

test('a harm and what is known of its size stand apart, as a sentence would run them together', () => {
  const effect = { kind: 'care-delayed', people: { best: 1_200 }, hours: 9 };
  const drawn = String(claimValue('effects', [effect], incidentAlert, names)).replaceAll(/<[^>]*>/g, '');
  assert.equal(drawn, 'Medical care is delayed or diverted · about 1,200 people · 9 hours');
});
