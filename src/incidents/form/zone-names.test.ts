import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isZone } from '#obligations/finder/finder-input.ts';
import { presentName, zoneNames } from './zone-names.ts';

test('zones stand under the names people write today, each once, and this machine reads every one', () => {
  const names = zoneNames();
  assert.equal(new Set(names).size, names.length);
  for (const name of ['Europe/Kyiv', 'Asia/Kolkata', 'Asia/Yangon', 'America/Nuuk'])
    assert.ok(names.includes(name), name);
  for (const name of ['Europe/Kiev', 'Asia/Calcutta', 'Asia/Rangoon']) assert.ok(!names.includes(name), name);
  assert.deepEqual(
    names.filter((name) => !isZone(name)),
    [],
  );
});

test('a zone under its present name has the clock it had under the old one', () => {
  const at = Temporal.Instant.from('2026-07-01T00:00:00Z');
  for (const old of Intl.supportedValuesOf('timeZone')) {
    const [one, other] = [old, presentName(old)].map((zone) => at.toZonedDateTimeISO(zone).offset);
    assert.equal(one, other, old);
  }
});
