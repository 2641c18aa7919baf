import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CHANNELS } from '#parties/statements.ts';
import { fillTemplate, TEMPLATES, templatesFor } from './templates.ts';
import { GRID_ABOUT, tileRegions } from './tile-grid.ts';

const filled = (id: string, value = 'x') =>
  Object.fromEntries((TEMPLATES.find((one) => one.id === id)?.places ?? []).map(({ name }) => [name, value]));

test('each channel has templates, and each template can be filled without a place left open', () => {
  for (const channel of CHANNELS) assert.ok(templatesFor(channel).length >= 4, channel);
  for (const { id } of TEMPLATES) {
    const outcome = fillTemplate(id, filled(id));
    assert.ok(outcome.ok, id);
    assert.doesNotMatch(outcome.value.subject + outcome.value.text, /[{}]/u);
  }
});

test('a place that is left empty is refused by its label, an optional one takes its paragraph with it', () => {
  const values = filled('territory-notice');
  const refused = fillTemplate('territory-notice', { ...values, observed: '  ' });
  assert.deepEqual([refused.ok, !refused.ok && refused.refusal.place], [false, 'observed']);
  const without = fillTemplate('territory-notice', { ...values, indicators: '' });
  assert.ok(without.ok && !without.value.text.includes('Indicators'));
  assert.equal(fillTemplate('no-such', {}).ok, false);
});

test('what is typed is put in as it stands, is never read as a place, and makes a subject of one line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 80 }), (text) => {
      const typed = `${text.toWellFormed().trim()}{from}\r\nBcc: all@example`;
      const outcome = fillTemplate('territory-notice', {
        ...filled('territory-notice'),
        observed: typed,
        reference: typed,
      });
      assert.ok(outcome.ok);
      assert.ok(outcome.value.text.includes(typed.trim()));
      assert.doesNotMatch(outcome.value.subject, /[\r\n]/u);
    }),
  );
});

test('an acknowledgement says that it admits nothing, and a notice that it accuses nobody', () => {
  const text = (id: string) => TEMPLATES.find((one) => one.id === id)?.text ?? '';
  assert.match(text('notice-acknowledgement'), /no admission/u);
  assert.match(text('territory-notice'), /no accusation/u);
});

test('the grid holds each member of the United Nations once, and others in a block of their own in front', () => {
  const nobody = (code: string) => `State ${code}`;
  const all = tileRegions([], 'Others', nobody).flatMap(({ states }) => states);
  assert.equal(all.length, 193);
  assert.equal(new Set(all.map(({ code }) => code)).size, 193);
  assert.ok(all.every(({ code, name }) => /^[A-Z]{2}$/u.test(code) && name.length > 3));
  const [first, ...rest] = tileRegions(['XV', 'AT', 'XA', 'XV'], 'Others', nobody);
  assert.deepEqual(first, {
    m49: null,
    name: 'Others',
    states: [
      { code: 'XA', name: 'State XA' },
      { code: 'XV', name: 'State XV' },
    ],
  });
  assert.equal(rest.length, tileRegions([], 'Others', nobody).length);
  assert.match(GRID_ABOUT.about, /not geography/u);
});
